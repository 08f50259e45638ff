import { readFile, writeFile } from 'node:fs/promises';
import type { TaskOutputLine } from '../../../../shared/contract/tasks.ts';
import { removeProject } from '../../compose/project-actions.ts';
import { fetchObjects } from '../../compose/project-list.ts';
import type { Engine } from '../../engine/engine.ts';
import { HELPER_LABEL } from '../../engine/helpers/helper-label.ts';
import type { Logger } from '../../log/logger.ts';
import type { TaskHandle } from '../../tasks/task-registry.ts';
import type { ExtensionFolder } from '../extension-files.ts';
import type { ExtensionRecord } from '../extension-record.ts';
import type { ServiceSockets } from '../socket/service-sockets.ts';
import { socketImage } from '../socket/socket-image.ts';
import { restoreOwnImage } from '../source/restore-own-image.ts';
import { backendModel, type RenderedBackend, SOCKET_IMAGE } from './backend-model.ts';
import { engineSocketOf } from './engine-socket.ts';
import type { ExtensionCompose } from './extension-compose.ts';
import { takeOwnFiles } from './own-files.ts';
import { putOwnFiles } from './put-files.ts';

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

  constructor(options: ExtensionBackendsOptions) {
    this.#options = options;
  }

  /**
   * Makes and starts them; what is as it should be is left alone. @throws AppError `compose_missing`, `compose_failed`
   * and others
   */
  async up(record: ExtensionRecord, folder: ExtensionFolder, task: Reporter): Promise<void> {
    const { backend, id, title, image } = record;
    if (!backend) return;
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
    const given = { model: own, order, id, title, project: backend.project, image, hasSocket };
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
    const options = { signal, onLine: ({ stream, text }: TaskOutputLine) => task.write(stream, text) };
    if (files.length > 0) {
      await compose.create(place, options);
      await engine.use({ verb: 'put files into the containers of', operand: title }, (client) =>
        putOwnFiles(client, { project: backend.project, folder: folder.vm, files, signal }),
      );
    }
    await compose.up(place, options);
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
  }

  async #objectsOf(project: string, signal: AbortSignal) {
    return await this.#options.engine.use({ verb: 'look up the project', operand: project }, (client) =>
      fetchObjects(client, signal, project),
    );
  }

  /** Removes the image that leads to sockets where no extension has one any more. Never rejects. */
  async tidy(): Promise<void> {
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
