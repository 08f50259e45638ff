import { text } from 'node:stream/consumers';
import type { FilesAccess, FileTarget } from '../../../../shared/contract/files.ts';
import { isWithin } from '../../../../shared/file-path.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { VOLUME_ROOT } from '../helpers/start-helper.ts';
import type { VolumeHelpers } from '../helpers/volume-helpers.ts';
import { ArchiveFiles } from './archive-files.ts';
import { FileIndexes } from './file-indexes.ts';
import type { FileSystem } from './file-system.ts';
import { runCommand } from './run-command.ts';
import { ShellFiles } from './shell-files.ts';
import { PROBE } from './shell-scripts.ts';

/** Answers of "has it a shell?" that are remembered. */
const PROBES_KEPT = 200;

/** The parts of GET /containers/{id}/json. */
interface ApiContainer {
  Id: string;
  State: { Running: boolean; Paused: boolean; StartedAt: string; FinishedAt: string };
  Mounts: { Type: string; Name?: string; Source: string; Destination: string }[] | null;
  HostConfig: { Tmpfs?: Record<string, string> | null; ReadonlyRootfs?: boolean };
}

/** A container's or volume's files, for a piece of work. */
export interface OpenFiles {
  files: FileSystem;
  access: FilesAccess;
  /** The path as `files` knows it: a volume's root is a folder of its helper. */
  inside(path: string): string;
  release(): void;
}

/** Finds, for a container or volume, the best way to its files as it is now. */
export class FileAccess {
  readonly #engine: Engine;
  readonly #helpers: VolumeHelpers;
  readonly #indexes = new FileIndexes();
  readonly #hasShell = new Map<string, Promise<boolean>>();

  constructor(options: { engine: Engine; helpers: VolumeHelpers }) {
    this.#engine = options.engine;
    this.#helpers = options.helpers;
  }

  /** `fresh` forgets what is remembered of a stopped container. The caller releases it. @throws AppError */
  async open(target: FileTarget, options: { fresh?: boolean } = {}): Promise<OpenFiles> {
    if (target.kind === 'volume') return this.#openVolume(target.name);
    const attempt = { verb: 'open the files of', operand: this.#engine.nameOf(target.id) };
    return this.#engine.use(attempt, (client) =>
      this.#openContainer(client, target.id, options.fresh ?? false),
    );
  }

  dispose(): void {
    this.#indexes.dispose();
  }

  async #openVolume(name: string): Promise<OpenFiles> {
    const { client, containerId, shell, release } = await this.#helpers.lease(name);
    const files = shell
      ? new ShellFiles({ client, containerId, shell, onDisk: () => true })
      : new ArchiveFiles({ client, containerId });
    return {
      files,
      access: { hasShell: shell !== undefined, isReadOnly: false, mounts: [] },
      inside: (path) => (path === '/' ? VOLUME_ROOT : `${VOLUME_ROOT}${path}`),
      release,
    };
  }

  async #openContainer(client: EngineClient, id: string, fresh: boolean): Promise<OpenFiles> {
    const container = await client.json<ApiContainer>({ path: containerPath(id, '/json') });
    const { State: state, HostConfig: config } = container;
    const mounts = (container.Mounts ?? []).map(
      ({ Type: type, Name: name, Source: source, Destination: path }) => ({
        path,
        type,
        source: name || source,
      }),
    );
    const isLive = state.Running && !state.Paused;
    const hasShell = isLive && (await this.#probe(client, container));
    const files = hasShell
      ? this.#shellFiles(client, container)
      : this.#archiveFiles(client, container, { fresh, mounts: mounts.map(({ path }) => path) });
    return {
      files,
      access: {
        hasShell,
        isRunning: state.Running,
        isReadOnly: config.ReadonlyRootfs === true,
        mounts,
      },
      inside: (path) => path,
      release: () => {},
    };
  }

  #shellFiles(client: EngineClient, container: ApiContainer): FileSystem {
    const inMemory = ['/proc', '/sys', '/dev', ...Object.keys(container.HostConfig.Tmpfs ?? {})];
    for (const { Type: type, Destination: path } of container.Mounts ?? []) {
      if (type === 'tmpfs') inMemory.push(path);
    }
    const onDisk = (path: string) => path !== '/' && !inMemory.some((folder) => isWithin(path, folder));
    return new ShellFiles({ client, containerId: container.Id, shell: ['sh'], onDisk });
  }

  #archiveFiles(
    client: EngineClient,
    { Id: id, State: state }: ApiContainer,
    { fresh, mounts }: { fresh: boolean; mounts: string[] },
  ): FileSystem {
    const index = this.#indexes.get({
      key: `${id} ${state.StartedAt} ${state.FinishedAt} ${state.Paused}`,
      fresh,
      // What runs may change at any time.
      keepMs: state.Running && !state.Paused ? 5000 : 120_000,
      open: (signal) => client.open({ path: containerPath(id, '/export'), signal }),
      mounts,
    });
    return new ArchiveFiles({ client, containerId: id, index });
  }

  #probe(client: EngineClient, { Id: id, State: state }: ApiContainer): Promise<boolean> {
    const key = `${id} ${state.StartedAt}`;
    let answer = this.#hasShell.get(key);
    if (!answer) {
      answer = askForShell(client, id);
      // One that could not be asked is asked again.
      answer.catch(() => this.#hasShell.delete(key));
      this.#hasShell.set(key, answer);
      const [oldest] = this.#hasShell.keys();
      if (this.#hasShell.size > PROBES_KEPT && oldest !== undefined) this.#hasShell.delete(oldest);
    }
    return answer;
  }
}

async function askForShell(client: EngineClient, id: string): Promise<boolean> {
  try {
    const { stdout } = await runCommand(client, id, { argv: ['sh', '-c', PROBE] });
    return (await text(stdout)).trim() === 'ok';
  } catch (error) {
    // Engines say in their own ways that there is no such program.
    if (error instanceof EngineHttpError && error.status !== 404 && error.status !== 409) return false;
    throw error;
  }
}
