import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { SettingsState } from '../../../shared/contract/settings.ts';
import type { SystemProxy } from '../network/system-proxy/system-proxy.ts';
import type { GuestRegistries } from '../vm/guest-registries.ts';
import type { GuestSurroundings } from '../vm/guest-surroundings.ts';
import type { LiveResources } from '../vm/live-resources.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { watchState } from '../watch-state.ts';
import { settingsSchema } from './settings.ts';
import { type SettingsBook, userSettingsOf } from './settings-book.ts';

const REGISTRY_KEYS = ['registryMirrors', 'insecureRegistries', 'registryCertificates'] as const;

/** Whom a change concerns. */
interface SettingsParts {
  book: SettingsBook;
  supervisor: Supervisor;
  surroundings: GuestSurroundings;
  registries: GuestRegistries;
  systemProxy: SystemProxy;
  live: LiveResources;
}

/** Implements `contract.settings`. */
export function settingsHandlers(parts: SettingsParts): PierHandlers['settings'] {
  const { book, supervisor, registries, systemProxy, live } = parts;
  const state = () => settingsState(parts);
  return {
    get: state,
    set: async (wanted) => {
      await book.change(wanted);
      // What it needs is answered when that has happened which needs nothing.
      await live.follow();
      if (REGISTRY_KEYS.some((key) => wanted[key] !== undefined)) await registries.follow();
      return state();
    },
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => {
          const ends = [
            book.onChange(listener),
            supervisor.onChange(listener),
            systemProxy.onChange(() => listener()),
          ];
          // Whoever opens the settings sees what holds now.
          void systemProxy.check();
          return () => {
            for (const end of ends) end();
          };
        },
        read: state,
      }),
  };
}

async function settingsState({
  book,
  supervisor,
  surroundings,
  live,
}: Omit<SettingsParts, 'registries' | 'systemProxy'>): Promise<SettingsState> {
  const { state, info } = supervisor.status();
  const { cpus, memoryBytes, diskLimitBytes, swapBytes } = info;
  const runs = state.kind === 'running' || state.kind === 'paused';
  const known = cpus !== undefined && memoryBytes !== undefined && diskLimitBytes !== undefined;
  return {
    settings: userSettingsOf(book.current),
    defaults: userSettingsOf(settingsSchema.parse({})),
    ranges: await book.ranges(),
    hasMachine: info.hasMachine,
    offersRosetta: info.rosetta !== undefined,
    proxy: surroundings.proxy(),
    ...(runs && known
      ? {
          running: {
            ...{ cpus, memoryBytes, diskLimitBytes, swapBytes },
            ...(info.rosetta !== undefined && { rosetta: info.rosetta }),
            ...surroundings.runningProxy(),
          },
        }
      : {}),
    ...(live.limits ? { live: live.limits } : {}),
  };
}
