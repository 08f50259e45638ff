import { rename } from 'node:fs/promises';
import { basename } from 'node:path';
import type {
  ExtensionPermissions,
  ExtensionRemoval,
  ExtensionSource,
} from '../../../shared/contract/extensions.ts';
import { AppError, type ErrorData, toAppError } from '../../../shared/errors.ts';
import { parseExtensionReference } from '../../../shared/model/extension-id.ts';
import { EXTENSION_LABEL } from '../../../shared/model/extension-labels.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { LABEL } from '../compose/compose-labels.ts';
import { fetchObjects } from '../compose/project-list.ts';
import type { Engine } from '../engine/engine.ts';
import type { ApiContainer } from '../engine/engine-api.ts';
import { inspectImage } from '../engine/images/inspect-image.ts';
import type { TaskHandle, TaskOutcome, TaskRegistry } from '../tasks/task-registry.ts';
import type { ExtensionBackends } from './backend/extension-backends.ts';
import type { ExtensionInstaller } from './extension-installer.ts';
import type { ExtensionRecord } from './extension-record.ts';
import type { ExtensionStore } from './extension-store.ts';
import type { RunLog } from './run-log.ts';
import type { ImageLeases } from './source/image-leases.ts';
import { WorkFolder } from './work-folder.ts';

export interface ExtensionOperationsOptions {
  store: ExtensionStore;
  runs: RunLog;
  engine: Engine;
  tasks: TaskRegistry;
  backends: ExtensionBackends;
  installer: ExtensionInstaller;
  leases: ImageLeases;
  /** Whether extensions are on at all. */
  areOn: () => boolean;
}

/** What a person does with extensions: each is a task, one at a time for each extension. */
export class ExtensionOperations {
  readonly #options: ExtensionOperationsOptions;
  readonly #busy = new Map<string, string>();
  readonly #failures = new Map<string, ErrorData>();
  readonly #changes = new Emitter<void>();

  constructor(options: ExtensionOperationsOptions) {
    this.#options = options;
  }

  /** The extensions that are at work now, with their tasks. */
  get busy(): { id: string; taskId: string }[] {
    return [...this.#busy].map(([id, taskId]) => ({ id, taskId }));
  }

  isBusy(id: string): boolean {
    return this.#busy.has(id);
  }

  /** Why its containers were not brought up the last time. */
  failureOf(id: string): ErrorData | undefined {
    return this.#failures.get(id);
  }

  /** Called after each change of the above. */
  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  install(request: {
    source: ExtensionSource;
    imageId?: string | undefined;
    permissions?: ExtensionPermissions | undefined;
  }): { taskId: string } {
    const { source } = request;
    const name = source.kind === 'image' ? source.reference : basename(source.path);
    const { engine, installer } = this.#options;
    engine.require({ verb: 'install', operand: name });
    return this.#start(
      { kind: 'extension-install', title: `Install ${name}`, subject: name },
      (task, claim) => installer.install(request, task, claim),
    );
  }

  /**
   * To another version, or to what its version is now. Without a reference: to the newest. @throws AppError
   * `extension_not_found`, `engine_unreachable`
   */
  update(
    id: string,
    options: { reference?: string | undefined; imageId?: string | undefined },
  ): { taskId: string } {
    const record = this.require(id);
    const reference = options.reference ?? record.repository;
    const { engine, installer } = this.#options;
    engine.require({ verb: 'update', operand: record.title });
    if (parseExtensionReference(reference).repository !== record.repository) {
      const what = `Update '${record.title}': '${reference}' is another extension.`;
      throw new AppError('bad_input', what, 'Install that one beside it.');
    }
    const source = { kind: 'image' as const, reference };
    return this.#start(
      { kind: 'extension-update', title: `Update ${record.title}`, subject: reference },
      (task, claim) => installer.install({ source, imageId: options.imageId, updates: record }, task, claim),
    );
  }

  /** @throws AppError `extension_not_found` */
  setEnabled(id: string, enabled: boolean): { taskId: string } {
    const { title } = this.require(id);
    const { store, backends } = this.#options;
    const verb = enabled ? 'Enable' : 'Disable';
    const description = { kind: 'extension-enable', title: `${verb} ${title}`, subject: id };
    return this.#start(description, async (task, claim) => {
      claim(id);
      const record = this.require(id);
      await store.change(id, { enabled });
      // An engine that does not run has nothing of it that runs; when it does its containers follow: keep-backends-up.ts.
      if (record.backend && this.#options.engine.client) {
        if (enabled) await this.#up(record, task);
        else await backends.stop(record.backend, task);
      }
      return { status: enabled ? 'Enabled' : 'Disabled' };
    });
  }

  /** Makes its containers anew, with what is in their volumes. @throws AppError `extension_not_found`, `engine_unreachable` */
  restart(id: string): { taskId: string } {
    const { title } = this.require(id);
    this.#options.engine.require({ verb: 'restart', operand: title });
    return this.#start(
      { kind: 'extension-restart', title: `Restart ${title}`, subject: id },
      async (task, claim) => {
        claim(id);
        await this.#up(this.require(id), task, { anew: true });
        return { status: 'Restarted' };
      },
    );
  }

  /** What remove() does, to be shown before. @throws AppError `extension_not_found`, `engine_unreachable` */
  async removal(id: string): Promise<ExtensionRemoval> {
    const record = this.require(id);
    const { engine } = this.#options;
    return await engine.use({ verb: 'look up what belongs to', operand: record.title }, async (client) => {
      const { backend } = record;
      const objects = backend
        ? await fetchObjects(client, undefined, backend.project)
        : { containers: [], networks: [], volumes: [] };
      const all = await client.json<ApiContainer[]>({ path: '/containers/json', query: { all: true } });
      const own = new Set(objects.containers.map(({ Id }) => Id));
      const others = all.filter(({ Id }) => !own.has(Id));
      const image = record.ownsImage ? await inspectImage(client, record.imageId) : undefined;
      const isUsed = others.some(({ ImageID }) => ImageID === record.imageId);
      const images = new Set(
        objects.containers.map(({ Image, ImageID }) => (ImageID === record.imageId ? '' : Image)),
      );
      const forwarder = objects.containers.find((each) => nameOf(each) === backend?.socketContainer)?.Image;
      const goes = image !== undefined && !isUsed;
      const left = [...images, ...(goes ? [] : [record.image])];
      return {
        containers: objects.containers.map(nameOf),
        networks: objects.networks.map(({ Name }) => Name),
        volumes: objects.volumes.map(({ Name }) => Name),
        ...(goes && { image: record.image }),
        leaves: {
          containers: others.filter((each) => isMadeBy(each, record)).map(nameOf),
          images: left.filter((each) => each !== '' && each !== forwarder).sort(),
        },
      };
    });
  }

  /** @param options.volumes with what they hold @throws AppError `extension_not_found`, `engine_unreachable` */
  remove(id: string, options: { volumes: boolean }): { taskId: string } {
    const record = this.require(id);
    this.#options.engine.require({ verb: 'remove', operand: record.title });
    return this.#start(
      { kind: 'extension-remove', title: `Remove ${record.title}`, subject: id, cancellable: false },
      async (task, claim) => {
        claim(id);
        await this.#remove(this.require(id), options, task);
        return { status: 'Removed' };
      },
    );
  }

  /** Brings up the containers of one that is enabled. Never rejects: failureOf() tells. */
  async revive(id: string, task: Parameters<ExtensionBackends['up']>[2]): Promise<void> {
    const record = this.#options.store.find(id);
    if (!record || this.isBusy(id)) return;
    this.#busy.set(id, '');
    this.#changes.emit();
    try {
      await this.#up(record, task);
    } catch {
      // Kept by #up().
    } finally {
      this.#busy.delete(id);
      this.#changes.emit();
    }
  }

  /** @throws AppError `extension_not_found` */
  require(id: string): ExtensionRecord {
    const record = this.#options.store.find(id);
    if (record) return record;
    throw new AppError(
      'extension_not_found',
      `Find the extension '${id}': it is not installed.`,
      'The list of extensions shows those there are.',
    );
  }

  async #up(
    record: ExtensionRecord,
    task: Parameters<ExtensionBackends['up']>[2],
    options: { anew?: boolean } = {},
  ): Promise<void> {
    const { backends, store, areOn } = this.#options;
    if (!record.backend || !areOn()) return;
    try {
      await backends.up(record, store.files.of(record.id), task, options);
      this.#failures.delete(record.id);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code !== 'cancelled') this.#failures.set(record.id, error.toData());
      throw error;
    }
  }

  async #remove(record: ExtensionRecord, { volumes }: { volumes: boolean }, task: TaskHandle): Promise<void> {
    const { store, backends, runs, leases } = this.#options;
    const { id, backend } = record;
    const work = await WorkFolder.begin(store.files);
    try {
      await work.note({
        id,
        ...(backend && { project: backend.project }),
        volumes,
        ...(record.ownsImage && { image: record.image, imageIds: { [record.image]: record.imageId } }),
      });
      await store.change(id, { pending: 'removal' });
      try {
        if (backend) await backends.down(backend, { volumes }, task);
      } catch (error) {
        await store.change(id, { pending: undefined });
        throw error;
      }
      await runs.forget(id);
      await rename(store.files.of(id).path, work.before.path);
      store.removed(id);
      this.#failures.delete(id);
    } finally {
      await work.end();
    }
    if (record.ownsImage) await leases.remove(record.image, record.imageId);
    await backends.tidy();
  }

  #start(
    description: { kind: string; title: string; subject: string; cancellable?: boolean },
    run: (task: TaskHandle, claim: (id: string) => void) => Promise<TaskOutcome>,
  ): { taskId: string } {
    return this.#options.tasks.start(description, async (task) => {
      let claimed: string | undefined;
      const claim = (id: string) => {
        if (this.#busy.has(id)) {
          const what = `Cannot begin: something else is done to the extension '${id}'.`;
          throw new AppError('bad_input', what, 'Wait until that is done. The list of tasks shows it.');
        }
        claimed = id;
        this.#busy.set(id, task.id);
        this.#changes.emit();
      };
      try {
        return await run(task, claim);
      } finally {
        if (claimed !== undefined) this.#busy.delete(claimed);
        this.#changes.emit();
      }
    });
  }
}

/** What extensions make themselves they label as theirs. */
function isMadeBy({ Labels: labels }: ApiContainer, { title }: ExtensionRecord): boolean {
  return labels?.[EXTENSION_LABEL.name] === title && labels?.[LABEL.project] === undefined;
}

function nameOf({ Names: names, Id: id }: ApiContainer): string {
  return (names?.[0] ?? id.slice(0, 12)).replace(/^\//, '');
}
