import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { SettingsState } from '../../../shared/contract/settings.ts';
import type { GuestSurroundings } from '../vm/guest-surroundings.ts';
import type { LiveResources } from '../vm/live-resources.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { watchState } from '../watch-state.ts';
import { settingsSchema } from './settings.ts';
import { type SettingsBook, userSettingsOf } from './settings-book.ts';

/** Implements `contract.settings`. */
export function settingsHandlers(
  book: SettingsBook,
  supervisor: Supervisor,
  surroundings: GuestSurroundings,
  live: LiveResources,
): PierHandlers['settings'] {
  const state = () => settingsState(book, supervisor, surroundings, live);
  return {
    get: state,
    set: async (wanted) => {
      await book.change(wanted);
      // What it needs is answered when that has happened which needs nothing.
      await live.follow();
      return state();
    },
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => {
          const ends = [book.onChange(listener), supervisor.onChange(listener)];
          return () => {
            for (const end of ends) end();
          };
        },
        read: state,
      }),
  };
}

async function settingsState(
  book: SettingsBook,
  supervisor: Supervisor,
  surroundings: GuestSurroundings,
  live: LiveResources,
): Promise<SettingsState> {
  const { state, info } = supervisor.status();
  const { cpus, memoryBytes, diskLimitBytes, swapBytes } = info;
  const runs = state.kind === 'running' || state.kind === 'paused';
  const known = cpus !== undefined && memoryBytes !== undefined && diskLimitBytes !== undefined;
  return {
    settings: userSettingsOf(book.current),
    defaults: userSettingsOf(settingsSchema.parse({})),
    ranges: await book.ranges(),
    hasMachine: info.hasMachine,
    proxy: surroundings.proxy(),
    ...(runs && known
      ? { running: { cpus, memoryBytes, diskLimitBytes, swapBytes, ...surroundings.runningProxy() } }
      : {}),
    ...(live.limits ? { live: live.limits } : {}),
  };
}
