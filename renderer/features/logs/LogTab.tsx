import { t } from '../../i18n/index.ts';
import { ContainerLog, useContainerLog } from './ContainerLog.tsx';
import { LogNote } from './LogNote.tsx';
import classes from './LogPanel.module.css';

/** The log of a container as a tab of its page. */
export function LogTab({ id, name }: { id: string; name: string }) {
  const state = useContainerLog(id, name);
  return (
    <section className={classes.panel} data-whole aria-label={t.logs.title(state.name)}>
      <ContainerLog id={id} state={state} note={<LogNote state={state} />} />
    </section>
  );
}
