import { readFile, writeFile } from 'node:fs/promises';
import type { TaskOutputLine } from '../../../../shared/contract/tasks.ts';
import { isAnonymousVolume } from '../../../../shared/model/anonymous-volume.ts';
import { LABEL } from '../../compose/compose-labels.ts';
import { actOnProject, removeProject } from '../../compose/project-actions.ts';
import { fetchObjects } from '../../compose/project-list.ts';
import { containerPath } from '../../engine/container-actions.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ApiContainer } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { HELPER_LABEL } from '../../engine/helpers/helper-label.ts';
import type { Logger } from '../../log/logger.ts';
import type { TaskHandle } from '../../tasks/task-registry.ts';
import type { ExtensionFolder } from '../extension-files.ts';
import type { ExtensionRecord } from '../extension-record.ts';
import type { ServiceSockets } from '../socket/service-sockets.ts';
import { socketImage } from '../socket/socket-image.ts';
import { restoreOwnImage } from '../source/restore-own-image.ts';
import { backendModel, type RenderedBackend, SOCKET_IMAGE } from './backend-model.ts';
import type { ComposeModel } from './compose-model.ts';
import { engineSocketOf } from './engine-socket.ts';
import type { ExtensionCompose } from './extension-compose.ts';
import { isUp } from './is-complete.ts';
import { takeOwnFiles, withFilesOf } from './own-files.ts';
import { putOwnFiles } from './put-files.ts';
import { type RestartPolicy, restartPolicyOf, STAYS_DOWN } from './restart-policy.ts';

export interface ExtensionBackendsOptions {
  engine: Engine;
  compose: ExtensionCompose;
  sockets: ServiceSockets;
  /** Marks what is made on the engine. */
  owner: string;
  /** Whether containers know this computer as host.docker.internal without being told. */
  knowsHost: boolean;
  log: Logger;
}

type Reporter = Pick<TaskHandle, 'signal' | 'report' | 'item' | 'write'>;

/** The containers of extensions: compose projects on the engine. */
export class ExtensionBackends {
  readonly #options: ExtensionBackendsOptions;
  /** Those that are brought up at this moment: what they were given is not used by a container yet. */
  #rising = 0;
  #tidying: Promise<void> = Promise.resolve();

  constructor(options: ExtensionBackendsOptions) {
    this.#options = options;
  }

  /**
   * Makes and starts them; what is as it should be is left alone, unless all are to be made anew. What is in their
   * volumes stays, also in those without a name. @throws AppError `compose_missing`, `compose_failed` and others
   */
  async up(
    record: ExtensionRecord,
    folder: ExtensionFolder,
    task: Reporter,
    options: { anew?: boolean } = {},
  ): Promise<void> {
    const { backend } = record;
    if (!backend) return;
    this.#rising += 1;
    try {
      await this.#tidying;
      await this.#up(record, backend, folder, { task, ...options });
    } finally {
      this.#rising -= 1;
    }
  }

  async #up(
    record: ExtensionRecord,
    backend: NonNullable<ExtensionRecord['backend']>,
    folder: ExtensionFolder,
    { task, anew: isAsked = false }: { task: Reporter; anew?: boolean },
  ): Promise<void> {
    const { id, title, image, imageId } = record;
    const { engine, compose, owner, knowsHost, sockets } = this.#options;
    const { signal } = task;
    const { order, model } = JSON.parse(await readFile(folder.compose, 'utf8')) as RenderedBackend;
    const { engineSocket, forwarder } = await engine.use(
      { verb: 'start the containers of', operand: title },
      async (client) => {
        const { Arch: architecture } = await client.json<{ Arch: string }>({ path: '/version', signal });
        await restoreOwnImage(engine, image, { architecture, signal });
        return {
          engineSocket: await engineSocketOf(client),
          forwarder: backend.socket && (await socketImage(client, { architecture, owner, signal })),
        };
      },
    );
    const hasSocket = backend.socket !== undefined;
    const { model: own, files } = takeOwnFiles(model);
    const given = {
      model: withFilesOf(imageId, own, files),
      order,
      id,
      title,
      project: backend.project,
      image,
      hasSocket,
    };
    const built = backendModel({ ...given, engineSocket, knowsHost });
    await writeFile(folder.composeUp, JSON.stringify(built.model, null, 2), { mode: 0o600 });
    if (backend.socketContainer) sockets.close(backend.socketContainer);
    const place = {
      project: backend.project,
      folder: folder.vm,
      file: folder.composeUp,
      image,
      ...(forwarder && { variables: { [SOCKET_IMAGE]: forwarder } }),
    };
    const { hasHalf } = await this.#letStart(backend.project, built.model, signal);
    const anew = isAsked || hasHalf;
    const options = { signal, onLine: ({ stream, text }: TaskOutputLine) => task.write(stream, text) };
    if (files.length > 0) {
      await compose.create(place, { anew, ...options });
      await engine.use({ verb: 'put files into the containers of', operand: title }, (client) =>
        putOwnFiles(client, { project: backend.project, folder: folder.vm, files, signal }),
      );
    }
    await compose.up(place, { anew: anew && files.length === 0, ...options });
  }

  /**
   * Stops them, and leaves them there with what is in their volumes. They stay down with the engine, until up().
   * @throws AppError that names what still runs
   */
  async stop(
    { project, socketContainer }: { project: string; socketContainer?: string | undefined },
    task: Reporter,
  ): Promise<void> {
    const { engine, sockets } = this.#options;
    if (socketContainer) sockets.close(socketContainer);
    const objects = await this.#objectsOf(project, task.signal);
    await engine.use({ verb: 'stop', operand: project }, async (client) => {
      for (const { Id: each } of objects.containers) await setRestart(client, each, STAYS_DOWN);
    });
    await actOnProject(engine, { project, services: [], action: 'stop' }, objects, task);
  }

  /**
   * Undoes what stop() did to those that are there: compose takes them for what they should be.
   * @returns whether compose was ended while it replaced one, which has a name for that time still
   */
  async #letStart(project: string, model: ComposeModel, signal: AbortSignal): Promise<{ hasHalf: boolean }> {
    const { containers } = await this.#objectsOf(project, signal);
    await this.#options.engine.use({ verb: 'start', operand: project }, async (client) => {
      for (const container of containers.filter((each) => !isUp(each))) {
        const service = model.services?.[container.Labels?.[LABEL.service] ?? ''];
        if (service) await setRestart(client, container.Id, restartPolicyOf(service));
      }
    });
    return {
      hasHalf: containers.some(({ Names: names }) => names?.some((name) => /^\/[0-9a-f]{12}_/.test(name))),
    };
  }

  /** The names of the volumes that a project has. @throws AppError */
  async volumesOf(project: string, signal: AbortSignal): Promise<string[]> {
    const { volumes } = await this.#objectsOf(project, signal);
    return volumes.map(({ Name: name }) => name);
  }

  /**
   * Removes them and their networks, and their volumes where asked for. @param options.keep names of volumes that stay
   * @throws AppError that names what is left
   */
  async down(
    { project, socketContainer }: { project: string; socketContainer?: string | undefined },
    { volumes, keep = [] }: { volumes: boolean; keep?: readonly string[] | undefined },
    task: Reporter,
  ): Promise<void> {
    const { engine, sockets } = this.#options;
    if (socketContainer) sockets.close(socketContainer);
    const objects = await this.#objectsOf(project, task.signal);
    const left = objects.volumes.filter(({ Name: name }) => !keep.includes(name));
    await removeProject(engine, { project, services: [], volumes }, { ...objects, volumes: left }, task);
    if (volumes) await this.#removeNameless(objects.containers);
  }

  /** Those that were handed on from one container to the next count as a person's then, and do not go with it. */
  async #removeNameless(containers: readonly ApiContainer[]): Promise<void> {
    const { engine, log } = this.#options;
    const mounts = containers.flatMap(({ Mounts: all }) => all ?? []);
    const names = mounts.flatMap(({ Type: type, Name: name = '' }) => (type === 'volume' ? [name] : []));
    for (const name of new Set(names.filter(isAnonymousVolume))) {
      try {
        await engine.use({ verb: 'remove the volume', operand: name }, (client) =>
          client.json({ method: 'DELETE', path: `/volumes/${name}`, query: { force: true } }),
        );
      } catch (error) {
        log.debug('A volume of an extension stays.', { name, error: String(error) });
      }
    }
  }

  async #objectsOf(project: string, signal: AbortSignal) {
    return await this.#options.engine.use({ verb: 'look up the project', operand: project }, (client) =>
      fetchObjects(client, signal, project),
    );
  }

  /** Removes the image that leads to sockets where no extension has one any more, or is about to. Never rejects. */
  async tidy(): Promise<void> {
    await this.#tidying;
    if (this.#rising > 0) return;
    this.#tidying = this.#tidy();
    await this.#tidying;
  }

  async #tidy(): Promise<void> {
    const { engine, owner, log } = this.#options;
    try {
      await engine.use({ verb: 'remove', operand: 'what extensions left' }, async (client) => {
        const filters = { label: [`${HELPER_LABEL}=${owner}.extensions`] };
        const images = await client.json<{ Id: string }[]>({
          path: '/images/json',
          query: { all: true, filters },
        });
        for (const { Id: id } of images) await client.json({ method: 'DELETE', path: `/images/${id}` });
      });
    } catch (error) {
      log.debug('The image that leads to sockets stays.', { error: String(error) });
    }
  }
}

async function setRestart(client: EngineClient, id: string, policy: RestartPolicy): Promise<void> {
  try {
    await client.json({
      method: 'POST',
      path: containerPath(id, '/update'),
      body: { RestartPolicy: policy },
    });
  } catch (error) {
    // Removed meanwhile, or about to be.
    if (!(error instanceof EngineHttpError) || (error.status !== 404 && error.status !== 409)) throw error;
  }
}
