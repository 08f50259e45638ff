import { t } from '../../i18n/index.ts';
import type { ContainerLogState } from './ContainerLog.tsx';
import classes from './LogPanel.module.css';
import { useLogCounts } from './use-log.ts';

/** How things stand with the log, in a few words. */
export function LogNote({ state: { log, exists, alive } }: { state: ContainerLogState }) {
  const { kept, dropped } = useLogCounts(log);
  let text = '';
  if (!exists) text = t.logs.gone;
  else if (log.status === 'ended' && !alive) text = t.logs.ended;
  else if (dropped > 0) text = t.logs.dropped(dropped.toLocaleString('en'), kept.toLocaleString('en'));
  return (
    <span className={classes.note} role="status" title={text}>
      {text}
    </span>
  );
}
