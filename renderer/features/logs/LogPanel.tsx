import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import { ContainerLog, type ContainerLogState, useContainerLog } from './ContainerLog.tsx';
import classes from './LogPanel.module.css';
import { LogTool } from './LogTool.tsx';
import { useLogCounts } from './use-log.ts';

/** The logs of one container below the list. */
export function LogPanel({ id, name }: { id: string; name: string }) {
  const state = useContainerLog(id, name);
  const [whole, setWhole] = useState(false);
  const close = () => updateView({ logsOf: undefined });
  return (
    <section
      className={classes.panel}
      data-whole={whole}
      aria-label={t.logs.title(state.name)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) close();
      }}
    >
      <div className={classes.bar}>
        <h2 className={classes.title}>
          {t.logs.heading} <span>{t.logs.of(state.name)}</span>
        </h2>
        <LogNote state={state} />
        <LogTool
          label={whole ? t.logs.restore : t.logs.maximize}
          icon={whole ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal}
          onClick={() => setWhole(!whole)}
        />
        <LogTool label={t.logs.close} icon={IconX} onClick={close} />
      </div>
      <ContainerLog id={id} state={state} />
    </section>
  );
}

/** How things stand with the log, in a few words. */
export function LogNote({ state: { log, exists, alive } }: { state: ContainerLogState }) {
  const { kept, dropped } = useLogCounts(log);
  let text = '';
  if (!exists) text = t.logs.gone;
  else if (log.status === 'ended' && !alive) text = t.logs.ended;
  else if (dropped > 0) text = t.logs.dropped(dropped.toLocaleString('en'), kept.toLocaleString('en'));
  return (
    <span className={classes.note} role="status">
      {text}
    </span>
  );
}
