import type { MachineStatus } from '../../../shared/contract/machine.ts';
import type { EngineActivity } from '../engine/engine-activity.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import type { ContainersAtStake } from './updates-handlers.ts';

/** What an end of Pier would stop: what runs in its own machine, whichever engine is shown. */
export function containersAtStake(options: {
  supervisor: Pick<Supervisor, 'status' | 'onChange'>;
  activity: Pick<EngineActivity, 'running' | 'onChange'>;
  isBusy: () => boolean;
}): ContainersAtStake {
  const { supervisor, activity, isBusy } = options;
  return {
    running: () => runningIn(supervisor.status(), activity.running),
    isBusy,
    onChange(listener) {
      const ends = [supervisor.onChange(listener), activity.onChange(listener)];
      return () => {
        for (const end of ends) end();
      };
    },
  };
}

/** @param told by the engine; undefined while it does not tell */
export function runningIn(
  { state, info }: Pick<MachineStatus, 'state' | 'info'>,
  told: number | undefined,
): number | undefined {
  // An engine that is not Pier's goes on without it.
  if (!info.hasMachine) return 0;
  switch (state.kind) {
    case 'running':
    case 'paused':
      return told;
    case 'starting':
      // Those with a restart policy are about to.
      return undefined;
    default:
      return 0;
  }
}
