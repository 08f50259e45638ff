import type { EngineKind } from '../../../shared/model/engine-kind.ts';
import { Dot, type Tone } from '../../components/Badge.tsx';

export const ENGINE_TONES: Record<EngineKind, Tone> = {
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
  return <Dot tone={ENGINE_TONES[kind]} />;
}
