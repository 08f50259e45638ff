import { IconArrowsDiagonal, IconArrowsDiagonalMinimize2, IconX } from '@tabler/icons-react';
import { useState } from 'react';
import { Tool } from '../../components/Tool.tsx';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import { ContainerLog, useContainerLog } from './ContainerLog.tsx';
import { LogNote } from './LogNote.tsx';
import classes from './LogPanel.module.css';

/** The logs of one container below the list. */
export function LogPanel({ id, name }: { id: string; name: string }) {
  const state = useContainerLog(id, name);
  const [whole, setWhole] = useState(false);
  const close = () => updateView({ logsOf: undefined });
  return (
    <section
      className={classes.panel}
      data-whole={whole || undefined}
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
        <Tool
          label={whole ? t.logs.restore : t.logs.maximize}
          icon={whole ? IconArrowsDiagonalMinimize2 : IconArrowsDiagonal}
          onClick={() => setWhole(!whole)}
        />
        <Tool label={t.logs.close} icon={IconX} onClick={close} />
      </div>
      <ContainerLog id={id} state={state} />
    </section>
  );
}
