import type { EngineKind } from '../../store/machine-slice.ts';
import classes from './EngineDot.module.css';

export const ENGINE_TONES: Record<EngineKind, 'ok' | 'warn' | 'bad' | 'busy' | 'idle'> = {
  unknown: 'busy',
  absent: 'idle',
  provisioning: 'busy',
  stopped: 'idle',
  starting: 'busy',
  running: 'ok',
  degraded: 'warn',
  paused: 'warn',
  saving: 'idle',
  stopping: 'busy',
  failed: 'bad',
};

/** The engine's state as a colour; words always stand beside it. */
export function EngineDot({ kind }: { kind: EngineKind }) {
  return <span className={classes.dot} data-tone={ENGINE_TONES[kind]} aria-hidden />;
}
