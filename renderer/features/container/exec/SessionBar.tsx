import { Button } from '@mantine/core';
import { IconAccessible, IconPlus, IconTerminal2, IconX } from '@tabler/icons-react';
import { type KeyboardEvent, type RefObject, useEffect } from 'react';
import type { ExecSession } from '../../../../shared/contract/exec.ts';
import { Tool } from '../../../components/Tool.tsx';
import { t } from '../../../i18n/index.ts';
import classes from './ExecTab.module.css';
import { noChoice, sessionNames } from './exec-choice.ts';
import { NewTerminal } from './NewTerminal.tsx';
import type { Exec } from './use-exec.ts';

interface SessionBarProps {
  ref: RefObject<HTMLDivElement | null>;
  exec: Exec;
  current: ExecSession;
  canOpen: boolean;
  screenReader: boolean;
  onScreenReader(): void;
}

/** The terminals that there are, and how to have another or one less. */
export function SessionBar({ ref, exec, current, canOpen, screenReader, onScreenReader }: SessionBarProps) {
  const { sessions } = exec;
  const names = sessionNames(sessions);
  const { id: currentId } = current;
  useEffect(() => {
    const tab = ref.current?.querySelector(`[data-session="${currentId}"]`);
    tab?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  }, [ref, currentId]);
  const remove = (session: ExecSession) =>
    session.end ? exec.dismiss({ id: session.id }) : void exec.end(session);
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === 'Delete') remove(current);
    if (step === undefined) return;
    event.preventDefault();
    const at = sessions.findIndex(({ id }) => id === current.id);
    const next = sessions[(at + step + sessions.length) % sessions.length];
    if (!next) return;
    exec.select(next.id);
    event.currentTarget.querySelector<HTMLElement>(`[data-session="${next.id}"]`)?.focus();
  };
  return (
    <div ref={ref} className={classes.bar}>
      <div className={classes.sessions} role="tablist" aria-label={t.exec.sessions} onKeyDown={onKeyDown}>
        {sessions.map((session, index) => (
          <button
            key={session.id}
            type="button"
            role="tab"
            className={classes.session}
            data-session={session.id}
            data-ended={session.end !== undefined}
            aria-selected={session.id === current.id}
            {...(session.id === current.id ? { 'aria-controls': `exec-${session.id}` } : {})}
            tabIndex={session.id === current.id ? 0 : -1}
            title={session.command.join(' ')}
            onClick={() => exec.select(session.id)}
            onAuxClick={(event) => {
              if (event.button === 1) remove(session);
            }}
          >
            <IconTerminal2 size={15} stroke={1.8} aria-hidden />
            <span>{names[index]}</span>
            {session.user !== '' && <span className={classes.user}>{t.exec.runsAs(session.user)}</span>}
            {session.end && <span className={classes.ended}>{t.exec.sessionEnded}</span>}
          </button>
        ))}
      </div>
      {canOpen && (
        <Button.Group>
          <Button
            size="compact-sm"
            variant="default"
            leftSection={<IconPlus size={14} />}
            loading={exec.opening}
            onClick={() => void exec.open(noChoice)}
          >
            {t.exec.open}
          </Button>
          <NewTerminal exec={exec} kind="chevron" />
        </Button.Group>
      )}
      <Tool
        label={t.exec.screenReader}
        icon={IconAccessible}
        pressed={screenReader}
        onClick={onScreenReader}
      />
      <Tool
        label={current.end ? t.exec.dismiss : t.exec.end}
        icon={IconX}
        disabled={exec.ending.has(current.id)}
        onClick={() => remove(current)}
      />
    </div>
  );
}
