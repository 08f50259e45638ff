import type { MachineState, MachineStep } from '../../../shared/contract/machine.ts';
import type { ErrorData } from '../../../shared/errors.ts';

export type MachineKind = MachineState['kind'];

/** What happened, as a fact. */
export type MachineEvent =
  /** No machine runs; the driver says whether one is set up. */
  | { type: 'absent' }
  | { type: 'stopped' }
  /** The next step of a start: one that a person asked for (attempt 0), or one after a crash. */
  | { type: 'starting'; step: MachineStep; attempt: number; trouble?: ErrorData | undefined }
  | { type: 'provisioning'; step: MachineStep; progress?: number | undefined }
  /** The engine answers; `degraded` names what does not work all the same. */
  | { type: 'running'; degraded?: ErrorData | undefined }
  | { type: 'paused'; by: 'person' | 'resource-saver' }
  | { type: 'stopping'; forced: boolean }
  | { type: 'failed'; error: ErrorData };

/**
 * The written transition table: from each state, the events that may happen in it. Everything else is a bug of
 * the caller and changes nothing. The state an event leads to bears its name.
 */
export const TRANSITIONS: Readonly<Record<MachineKind, readonly MachineEvent['type'][]>> = {
  // 'running' and 'paused' from here are of a machine that was adopted.
  absent: ['absent', 'stopped', 'starting', 'running', 'paused', 'failed'],
  provisioning: ['provisioning', 'starting', 'stopping', 'stopped', 'absent', 'failed'],
  stopped: ['absent', 'stopped', 'starting', 'running', 'paused', 'failed'],
  // A machine that is gone while it starts is either tried again or failed; 'stopped' is a start that was cancelled.
  starting: ['provisioning', 'starting', 'running', 'stopping', 'stopped', 'absent', 'failed'],
  // 'absent': it was shut down from the inside, and its disk was removed meanwhile.
  running: ['running', 'paused', 'starting', 'stopping', 'stopped', 'absent', 'failed'],
  // 'paused' again: a person wants to keep what the resource saver began.
  paused: ['paused', 'running', 'starting', 'stopping', 'stopped', 'absent', 'failed'],
  // A stop that is forced after a while says so: 'stopping' again.
  stopping: ['stopping', 'stopped', 'absent', 'failed'],
  // Recovers by itself where an engine that somebody else runs is back.
  failed: ['failed', 'starting', 'running', 'stopped', 'absent'],
};

/**
 * The state after an event; undefined where the table does not allow it. `since` is the moment the kind of the
 * state changed, so steps and troubles do not restart the clock.
 * @param now milliseconds since the epoch
 */
export function nextState(state: MachineState, event: MachineEvent, now: number): MachineState | undefined {
  if (!TRANSITIONS[state.kind].includes(event.type)) return undefined;
  const next = stateOf(event, now);
  return next.kind === state.kind && !isNewAttempt(state, next) ? { ...next, since: state.since } : next;
}

function stateOf(event: MachineEvent, since: number): MachineState {
  switch (event.type) {
    case 'absent':
    case 'stopped':
      return { kind: event.type, since };
    case 'starting':
      return {
        kind: 'starting',
        since,
        step: event.step,
        attempt: event.attempt,
        ...(event.trouble && { trouble: event.trouble }),
      };
    case 'provisioning':
      return {
        kind: 'provisioning',
        since,
        step: event.step,
        ...(event.progress !== undefined && { progress: event.progress }),
      };
    case 'running':
      return { kind: 'running', since, ...(event.degraded && { degraded: event.degraded }) };
    case 'paused':
      return { kind: 'paused', since, by: event.by };
    case 'stopping':
      return { kind: 'stopping', since, forced: event.forced };
    case 'failed':
      return { kind: 'failed', since, error: event.error };
  }
}

function isNewAttempt(before: MachineState, after: MachineState): boolean {
  return before.kind === 'starting' && after.kind === 'starting' && before.attempt !== after.attempt;
}
