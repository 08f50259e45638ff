import { Button, Loader } from '@mantine/core';
import { useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { askToForceStopMachine } from '../../commands/machine-commands.ts';
import { formatElapsed } from '../../components/format-duration.ts';
import { useNow } from '../../components/use-now.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { ForceStopDialog } from '../machine/ForceStopDialog.tsx';
import classes from './QuitView.module.css';

/** The page of the small window that the desktop app shows while it quits: `#/quitting`. */
export const QUIT_PLACE = 'quitting';

/** How far a quit is, and the way to force it. The window goes with the app. */
export function QuitView() {
  const status = usePier((state) => state.machine.status);
  const connection = useConnection();
  const isOpen = usePier((state) => state.connection.kind === 'open');
  const [since] = useState(Date.now);
  const now = useNow();
  const state = status?.state;
  const isForced = state?.kind === 'stopping' && state.forced;
  const canForce = isOpen && status !== undefined && askToForceStopMachine.when(status);
  return (
    <main className={classes.view}>
      <Loader size="sm" aria-hidden />
      <h1 className={classes.title}>{t.quitting.title}</h1>
      <p className={classes.text} role="status">
        {isForced ? t.quitting.forced : `${t.quitting.text} ${t.quitting.limit}`}
      </p>
      <p className={classes.elapsed}>{t.engine.elapsed(formatElapsed(Math.max(0, now - since)))}</p>
      <Button
        variant="default"
        disabled={!canForce}
        onClick={() => status && void askToForceStopMachine.perform(status, connection)}
      >
        {askToForceStopMachine.title}
      </Button>
      <ForceStopDialog />
    </main>
  );
}
