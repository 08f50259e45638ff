import type { EngineActivity } from '../engine/engine-activity.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import { LiveResources } from './live-resources.ts';
import { Reclaimer } from './reclaimer.ts';
import { ResourceSaver } from './resource-saver.ts';
import type { Supervisor } from './supervisor.ts';
import { vmSpecOf } from './vm-spec.ts';

export interface LeanMachineOptions {
  supervisor: Supervisor;
  settings: SettingsBook;
  activity: EngineActivity;
  /** Something goes on that needs the engine, though no container runs. */
  isBusy: () => boolean;
  log: Logger;
}

/** Joins what keeps the machine at what the settings allow and at no more than it needs. */
export function keepMachineLean(options: LeanMachineOptions): { live: LiveResources; dispose(): void } {
  const { supervisor, settings, activity, isBusy, log } = options;
  const onMachine = (listener: () => void) => supervisor.onChange(listener);
  const onSettings = (listener: () => void) => settings.onChange(listener);
  const live = new LiveResources({
    machine: {
      resources: () => supervisor.resources,
      share: () => supervisor.status().info,
      onChange: onMachine,
      tellChange: () => supervisor.tellChange(),
    },
    settings: { wanted: () => vmSpecOf(settings.current), onChange: onSettings },
    log,
  });
  if (!supervisor.canSave) return { live, dispose: () => live.dispose() };
  const saver = new ResourceSaver({
    machine: {
      state: () => supervisor.status().state,
      onChange: onMachine,
      returnMemory: async () => supervisor.resources?.returnMemory('fully'),
      pause: () => supervisor.pause('resource-saver'),
    },
    settings: {
      delayMs: () => {
        const { resourceSaver, resourceSaverMinutes } = settings.current;
        return resourceSaver ? resourceSaverMinutes * 60_000 : undefined;
      },
      onChange: onSettings,
    },
    running: () => activity.running,
    onRunning: (listener) => activity.onChange(listener),
    usedAt: () => supervisor.engineUsedAt,
    isBusy,
    log,
  });
  const reclaimer = new Reclaimer({
    machine: {
      resources: () => supervisor.resources,
      usage: () => supervisor.usage(),
      onChange: onMachine,
    },
    onFreed: (listener) => activity.onFreed(listener),
    log,
  });
  return {
    live,
    dispose() {
      live.dispose();
      saver.dispose();
      reclaimer.dispose();
    },
  };
}
