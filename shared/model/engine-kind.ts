import type { MachineState, MachineStatus } from '../contract/machine.ts';

export type EngineKind = MachineState['kind'] | 'unknown' | 'degraded' | 'saving';

/** The state in one word, for a badge or the tray. */
export function engineKind(status: MachineStatus | undefined): EngineKind {
  if (!status) return 'unknown';
  if (status.state.kind === 'running' && status.state.degraded) return 'degraded';
  if (status.state.kind === 'paused' && status.state.by === 'resource-saver') return 'saving';
  return status.state.kind;
}

/** Whether there is a machine that takes something from this computer. */
export function isMeasured({ kind }: MachineState): boolean {
  return kind === 'running' || kind === 'paused';
}

/** Whether the engine can be used: one that the resource saver paused wakes by itself. */
export function isUsable(status: MachineStatus | undefined): boolean {
  const state = status?.state;
  return state?.kind === 'running' || (state?.kind === 'paused' && state.by === 'resource-saver');
}
