import { Button, Center, Loader } from '@mantine/core';
import { IconAlertTriangle, IconTerminal2 } from '@tabler/icons-react';
import { lazy, Suspense, useRef, useState } from 'react';
import { Banner } from '../../../components/Banner.tsx';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { NotRunning } from '../NotRunning.tsx';
import type { ContainerTabProps } from '../tabs.tsx';
import classes from './ExecTab.module.css';
import { noChoice, shortCommand } from './exec-choice.ts';
import { NewTerminal } from './NewTerminal.tsx';
import { SessionBar } from './SessionBar.tsx';
import { SessionFooter } from './SessionFooter.tsx';
import { type Exec, useExec } from './use-exec.ts';

const SCREEN_READER_KEY = 'pier-terminal-screen-reader';

/** Loaded when the first terminal is shown. It measures its font, which must be there before. */
const TerminalView = lazy(async () => {
  const family = getComputedStyle(document.documentElement).getPropertyValue(
    '--mantine-font-family-monospace',
  );
  const [view] = await Promise.all([
    import('./TerminalView.tsx'),
    document.fonts.load(`13px ${family}`).catch(() => []),
  ]);
  return view;
});

export function ExecTab({ container, exists }: ContainerTabProps) {
  const exec = useExec(container.id);
  const bar = useRef<HTMLDivElement>(null);
  const [screenReader, setScreenReader] = useState(() => localStorage.getItem(SCREEN_READER_KEY) === 'on');
  const canOpen = exists && container.state === 'running';
  const { current, sessions, status } = exec;
  if (status === 'loading') {
    return (
      <Center flex={1} role="status" aria-label={t.exec.loading}>
        <Loader size="sm" />
      </Center>
    );
  }
  if (!current) {
    return canOpen ? (
      <FirstTerminal exec={exec} />
    ) : (
      <NotRunning container={container} exists={exists} text={t.exec.stoppedText} />
    );
  }
  const toggleScreenReader = () => {
    localStorage.setItem(SCREEN_READER_KEY, screenReader ? 'off' : 'on');
    setScreenReader(!screenReader);
  };
  return (
    <section className={classes.frame} aria-label={t.exec.label(container.name)}>
      <SessionBar
        ref={bar}
        exec={exec}
        current={current}
        canOpen={canOpen}
        screenReader={screenReader}
        onScreenReader={toggleScreenReader}
      />
      <Failure exec={exec} />
      <div className={classes.panel} role="tabpanel" id={`exec-${current.id}`}>
        <Suspense fallback={<Loader size="sm" m="auto" />}>
          <TerminalView
            key={current.id}
            session={current}
            label={t.exec.terminal(shortCommand(current), container.name)}
            screenReader={screenReader}
            onLeave={() => bar.current?.querySelector<HTMLElement>('[aria-selected="true"]')?.focus()}
          />
        </Suspense>
      </div>
      <SessionFooter
        exec={exec}
        session={current}
        canOpen={canOpen}
        hasOtherEnds={sessions.filter(({ end }) => end).length > 1}
      />
    </section>
  );
}

/** Nothing is open yet. */
function FirstTerminal({ exec }: { exec: Exec }) {
  return (
    <>
      <Failure exec={exec} />
      <Message
        icon={IconTerminal2}
        title={t.exec.emptyTitle}
        text={t.exec.emptyText}
        actions={
          <>
            <Button loading={exec.opening} onClick={() => void exec.open(noChoice)}>
              {t.exec.open}
            </Button>
            <NewTerminal exec={exec} kind="button" />
          </>
        }
      />
    </>
  );
}

function Failure({ exec }: { exec: Exec }) {
  const { failure } = exec;
  if (!failure) return null;
  return (
    <Banner
      tone="bad"
      icon={IconAlertTriangle}
      text={`${failure.message} ${failure.hint}`}
      action={
        <Button size="compact-sm" variant="default" onClick={exec.forgetFailure}>
          {t.app.dismiss}
        </Button>
      }
    />
  );
}
