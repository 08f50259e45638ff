import { toAppError } from '../../../shared/errors.ts';
import { fetchObjects } from '../compose/project-list.ts';
import type { Engine } from '../engine/engine.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { ExtensionBackends } from './backend/extension-backends.ts';
import { isComplete, isUp } from './backend/is-complete.ts';
import type { ExtensionOperations } from './extension-operations.ts';
import type { ExtensionRecord } from './extension-record.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { Remains } from './recover-work.ts';
import type { ImageLeases } from './source/image-leases.ts';

/** Of what runs without a person watching. */
const UNSEEN = { report: () => {}, item: () => {}, write: () => {} };
/** What failed is tried again after this time, in milliseconds. */
const LOOK_AGAIN_MS = 30_000;

/**
 * The engine restarts most containers of extensions by itself. What is left is done here whenever it begins to answer:
 * what an interruption left is removed, containers that are gone (the engine's disk is another one, a prune) are made
 * again, those that it does not restart are started, and all of them go and come with the setting that has extensions at
 * all. One that fails keeps none of the others, and is tried again.
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
  /** In place of the usual time, for tests. */
  lookAgainMs?: number;
}): { dispose(): Promise<void> } {
  const { store, operations, backends, leases, engine, source, settings, areOn, log } = options;
  let remains = [...options.remains];
  const end = new AbortController();
  const task = { ...UNSEEN, signal: end.signal };
  let seen: unknown;
  let isDue = false;
  let timer: NodeJS.Timeout | undefined;
  let wereOn = areOn();
  let last: Promise<void> = Promise.resolve();

  const follow = () => {
    last = last.then(look);
  };
  /** @returns whether it was done */
  const attempt = async (what: Record<string, unknown>, work: () => Promise<unknown>): Promise<boolean> => {
    if (end.signal.aborted) return true;
    try {
      await work();
      return true;
    } catch (error) {
      log.warn('An extension was not brought up or down.', { ...what, error: toAppError(error).message });
      return false;
    }
  };
  const look = async () => {
    // Another engine is another value; one that sleeps is not woken for this.
    const now = source.current();
    if ((now === seen && !isDue) || end.signal.aborted || source.sleeps?.()) return;
    seen = now;
    isDue = false;
    clearTimeout(timer);
    if (!now) return;
    let isDone = await removeRemains();
    for (const record of store.all()) {
      isDone = (await attempt({ id: record.id }, () => lookAt(record))) && isDone;
    }
    if (isDone || end.signal.aborted) return;
    timer = setTimeout(() => {
      isDue = true;
      follow();
    }, options.lookAgainMs ?? LOOK_AGAIN_MS).unref();
  };
  const lookAt = async ({ backend, enabled, id }: ExtensionRecord) => {
    if (!backend || operations.isBusy(id)) return;
    const { containers } = await engine.use(
      { verb: 'look up the project', operand: backend.project },
      (client) => fetchObjects(client, end.signal, backend.project),
    );
    const isWanted = enabled && areOn();
    if (isWanted && !isComplete(backend, containers)) await operations.revive(id, task);
    // Disabled while the engine was stopped, which has started them again.
    if (!isWanted && containers.some(isUp)) await backends.stop(backend, task);
  };
  /** @returns whether all of them are gone */
  const removeRemains = async () => {
    const left: Remains[] = [];
    for (const each of remains) {
      if (!(await attempt({ id: each.id }, () => removeRemain(each)))) left.push(each);
    }
    remains = left;
    if (options.remains.length > 0) await backends.tidy();
    return left.length === 0;
  };
  const removeRemain = async (left: Remains) => {
    // What is installed anew meanwhile must not go with what was left of it: the next start looks again.
    if (left.id !== undefined && operations.isBusy(left.id)) return;
    const there = left.id === undefined ? undefined : store.find(left.id);
    if (there?.backend && there.enabled && areOn()) {
      // An update that was undone: its containers are replaced by those that were there before.
      await operations.revive(there.id, task);
    } else if (left.project) {
      const volumes = !there && left.volumes !== false;
      await backends.down({ project: left.project }, { volumes, keep: left.keep }, task);
    }
    for (const image of left.images) {
      const isUsed = store.all().some((record) => record.image === image);
      if (!isUsed) await leases.remove(image, left.imageIds?.[image]);
    }
    await left.done();
  };
  const onSettings = () => {
    const on = areOn();
    if (on === wereOn) return;
    wereOn = on;
    last = last.then(async () => {
      if (!engine.client) return;
      for (const { id, backend, enabled } of store.all()) {
        if (!backend || !enabled) continue;
        await attempt({ id }, () => (on ? operations.revive(id, task) : backends.stop(backend, task)));
      }
    });
  };
  const ends = [source.onChange(follow), settings.onChange(onSettings)];
  follow();
  return {
    async dispose() {
      for (const each of ends) each();
      end.abort();
      clearTimeout(timer);
      await last;
    },
  };
}
