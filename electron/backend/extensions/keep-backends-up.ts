import { toAppError } from '../../../shared/errors.ts';
import { fetchObjects } from '../compose/project-list.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { ExtensionBackends } from './backend/extension-backends.ts';
import type { ExtensionOperations } from './extension-operations.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { Remains } from './recover-work.ts';
import type { ImageLeases } from './source/image-leases.ts';

/** Of what runs without a person watching. */
const UNSEEN = { report: () => {}, item: () => {}, write: () => {} };

/**
 * The engine restarts containers of extensions by itself. What is left is done here whenever it begins to answer: what
 * an interruption left is removed, containers that are gone (the engine's disk is another one, a prune) are made again,
 * and all of them go and come with the setting that has extensions at all.
 */
export function keepBackendsUp(options: {
  store: ExtensionStore;
  operations: ExtensionOperations;
  backends: ExtensionBackends;
  leases: ImageLeases;
  engine: Engine;
  source: EngineSource;
  settings: Pick<SettingsBook, 'onChange'>;
  areOn: () => boolean;
  remains: Remains[];
  log: Logger;
}): { dispose(): Promise<void> } {
  const { store, operations, backends, leases, engine, source, settings, areOn, log } = options;
  const remains = [...options.remains];
  const end = new AbortController();
  const task = { ...UNSEEN, signal: end.signal };
  let seen: unknown;
  let wereOn = areOn();
  let last: Promise<void> = Promise.resolve();

  const follow = () => {
    last = last.then(look).catch((error: unknown) => {
      log.info('Extensions were not brought up.', { error: toAppError(error).message });
    });
  };
  const look = async () => {
    // Another engine is another value; one that sleeps is not woken for this.
    const now = source.current();
    if (now === seen || end.signal.aborted || source.sleeps?.()) return;
    seen = now;
    if (!now) return;
    await removeRemains();
    for (const { backend, enabled, id } of store.all()) {
      if (!backend || operations.isBusy(id)) continue;
      const { containers } = await engine.use(
        { verb: 'look up the project', operand: backend.project },
        (client) => fetchObjects(client, end.signal, backend.project),
      );
      const isWanted = enabled && areOn();
      if (isWanted && containers.length === 0) await operations.revive(id, task);
      // Disabled while the engine was stopped, which has started them again.
      if (!isWanted && containers.length > 0) await backends.down(backend, { volumes: false }, task);
    }
  };
  const removeRemains = async () => {
    for (const left of remains.splice(0)) {
      // What is installed anew meanwhile must not go with what was left of it: the next start looks again.
      if (left.id !== undefined && operations.isBusy(left.id)) continue;
      // An update that was undone has its own containers again.
      const there = left.id === undefined ? undefined : store.find(left.id);
      if (left.project) {
        const volumes = !there && left.volumes !== false;
        await backends.down({ project: left.project }, { volumes, keep: left.keep }, task);
      }
      for (const image of left.images) {
        const isUsed = store.all().some((record) => record.image === image);
        if (!isUsed) await leases.remove(image, left.imageIds?.[image]);
      }
      await left.done();
    }
    if (options.remains.length > 0) await backends.tidy();
  };
  const onSettings = () => {
    const on = areOn();
    if (on === wereOn) return;
    wereOn = on;
    last = last.then(async () => {
      if (!engine.client) return;
      for (const { id, backend, enabled } of store.all()) {
        if (!backend || !enabled) continue;
        try {
          if (on) await operations.revive(id, task);
          else await backends.down(backend, { volumes: false }, task);
        } catch (error) {
          // The others follow all the same.
          log.warn('An extension did not follow the setting.', { id, error: toAppError(error).message });
        }
      }
    });
  };
  const ends = [source.onChange(follow), settings.onChange(onSettings)];
  follow();
  return {
    async dispose() {
      for (const each of ends) each();
      end.abort();
      await last;
    },
  };
}
