import { Button } from '@mantine/core';
import type { ExecSession } from '../../../../shared/contract/exec.ts';
import { t } from '../../../i18n/index.ts';
import classes from './ExecTab.module.css';
import { endText } from './exec-choice.ts';
import type { Exec } from './use-exec.ts';

interface SessionFooterProps {
  exec: Exec;
  session: ExecSession;
  canOpen: boolean;
  hasOtherEnds: boolean;
}

/** How the terminal that is shown is, and how it is left by keyboard. */
export function SessionFooter({ exec, session, canOpen, hasOtherEnds }: SessionFooterProps) {
  const { end, command, user, columns, rows } = session;
  if (!end) {
    return (
      <div className={classes.footer}>
        <span className={classes.command} title={command.join(' ')}>
          {command.join(' ')}
        </span>
        <span>{exec.ending.has(session.id) ? t.exec.ending : t.exec.size(columns, rows)}</span>
        <span className={classes.hint}>{t.exec.leaveHint}</span>
      </div>
    );
  }
  const openAgain = () => {
    const quoted = command.map((word) =>
      /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`,
    );
    void exec.open({ command: quoted.join(' '), user, workingDir: '' });
  };
  return (
    <div className={classes.footer} data-ended>
      <span className={classes.words}>
        <span role="status">{endText(session)}</span>
        <time dateTime={new Date(end.at).toISOString()} title={new Date(end.at).toLocaleString()}>
          {new Date(end.at).toLocaleTimeString()}
        </time>
      </span>
      {canOpen && (
        <Button size="compact-xs" variant="default" loading={exec.opening} onClick={openAgain}>
          {t.exec.again}
        </Button>
      )}
      <Button size="compact-xs" variant="default" onClick={() => exec.dismiss({ id: session.id })}>
        {t.exec.dismiss}
      </Button>
      {hasOtherEnds && (
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => exec.dismiss({ containerId: session.containerId })}
        >
          {t.exec.dismissEnded}
        </Button>
      )}
    </div>
  );
}
