import { join } from 'node:path';
import type { ComposeFile, ComposeSource } from '../../../shared/contract/compose.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import type { Engine } from '../engine/engine.ts';
import { EngineHttpError } from '../engine/engine-errors.ts';
import { pause } from '../engine/pause.ts';
import type { TaskHandle, TaskRegistry } from '../tasks/task-registry.ts';
import type { ComposeCli } from './compose-cli.ts';
import type { KnownProjects } from './known-projects.ts';
import { limiter } from './limit.ts';
import { removeProject } from './project-actions.ts';
import type { ProjectList } from './project-list.ts';
import { type ProjectFiles, projectFiles } from './project-source.ts';
import { readComposeFile } from './read-compose-file.ts';
import { watchFiles } from './watch-files.ts';

/** A page asks for the files of all projects at once; each takes three short processes. */
const FILES_AT_ONCE = 2;
const LOOKUPS_AT_ONCE = 8;
/** Between two tries to read a file while the engine is away, in milliseconds. */
const AGAIN_MS = 3000;

export interface UpOptions {
  services: string[];
  build: boolean;
  pull: boolean;
  recreate: boolean;
  removeOrphans: boolean;
}

/** What takes the compose program: reading files, up, down and scale. */
export class ComposeService {
  readonly #engine: Engine;
  readonly #tasks: TaskRegistry;
  readonly #cli: ComposeCli;
  readonly #projects: ProjectList;
  readonly #known: KnownProjects;
  readonly #reading = limiter(FILES_AT_ONCE);
  readonly #lookingUp = limiter(LOOKUPS_AT_ONCE);

  constructor(options: {
    engine: Engine;
    tasks: TaskRegistry;
    cli: ComposeCli;
    projects: ProjectList;
    known: KnownProjects;
  }) {
    this.#engine = options.engine;
    this.#tasks = options.tasks;
    this.#cli = options.cli;
    this.#projects = options.projects;
    this.#known = options.known;
  }

  async read(source: ComposeSource, signal: AbortSignal): Promise<ComposeFile> {
    return await this.#readFiles(await this.#filesOf(source, signal), signal);
  }

  /** The files of a project now and after each change. Ends with the signal. */
  async *watch(
    project: string,
    signal: AbortSignal,
  ): AsyncGenerator<{ kind: 'read'; file: ComposeFile } | { kind: 'failed'; error: ErrorData }, void, void> {
    while (!signal.aborted) {
      const known = await this.#projects.filesOf(project, signal).catch(() => undefined);
      let changed = false;
      let wake = () => {};
      // Watched before they are read: a change in between is not lost.
      const unwatch = watchFiles(known ? watchedFiles(known) : [], () => {
        changed = true;
        wake();
      });
      try {
        const outcome = await this.read({ project }, signal).then(
          (file) => ({ kind: 'read' as const, file }),
          (thrown: unknown) => ({ kind: 'failed' as const, error: toAppError(thrown).toData() }),
        );
        yield outcome;
        if (changed) continue;
        // No file tells that the engine is back.
        const away = outcome.kind === 'failed' && outcome.error.code === 'engine_unreachable';
        await pause({
          signal,
          ...(away ? { milliseconds: AGAIN_MS } : {}),
          onChange: (listener) => {
            wake = listener;
            return () => {
              wake = () => {};
            };
          },
        });
      } finally {
        unwatch();
      }
    }
  }

  /** @throws AppError as read(), before anything is begun. */
  async up(source: ComposeSource, options: UpOptions, signal: AbortSignal): Promise<{ taskId: string }> {
    const files = await this.#named(source, signal);
    await this.#known.remember(files);
    const { services } = options;
    const command = [
      'up',
      '--detach',
      ...(options.build ? ['--build'] : []),
      ...(options.pull ? ['--pull', 'always'] : []),
      ...(options.recreate ? ['--force-recreate'] : []),
      ...(options.removeOrphans ? ['--remove-orphans'] : []),
      ...services,
    ];
    const title = `Bring up ${subjectOf(files.name, services)}`;
    return this.#tasks.start({ kind: 'compose-up', title, subject: files.name }, async (task) => {
      await this.#run(files, command, 'bring up', task);
      return { status: 'It is up', result: { project: files.name } };
    });
  }

  async scale(
    { project, service, replicas }: { project: string; service: string; replicas: number },
    signal: AbortSignal,
  ): Promise<{ taskId: string }> {
    const files = await this.#named({ project }, signal);
    const title = `Scale ${subjectOf(project, [service])} to ${replicas}`;
    const count = `${service}=${replicas}`;
    // Not with --no-deps: compose then hashes the service without what it depends on, and it would differ from its file.
    const command = ['up', '--detach', '--no-recreate', '--scale', count, service];
    return this.#tasks.start({ kind: 'compose-scale', title, subject: project }, async (task) => {
      await this.#run(files, command, 'scale', task);
      return { status: `${replicas} of '${service}'` };
    });
  }

  /**
   * By compose where its file can be read, so that what the file says of an end holds; else, and for single services,
   * by the engine, which knows what belongs to the project.
   */
  down(request: { project: string; services: string[]; volumes: boolean }): { taskId: string } {
    const { project, services, volumes } = request;
    const title = `Remove ${subjectOf(project, services)}`;
    return this.#tasks.start({ kind: 'compose-down', title, subject: project }, async (task) => {
      const files = services.length > 0 ? undefined : await this.#readable(project, task);
      if (!files) {
        const objects = await this.#projects.objectsOf(project, task.signal);
        return await removeProject(this.#engine, request, objects, task);
      }
      await this.#known.remember(files);
      // Without all profiles what they started would stay.
      const command = ['--profile', '*', 'down', '--remove-orphans', ...(volumes ? ['--volumes'] : [])];
      await this.#run(files, command, 'remove', task);
      return { status: 'It is removed' };
    });
  }

  async #run(files: ProjectFiles, command: string[], verb: string, task: TaskHandle): Promise<void> {
    await this.#cli.run(files, command, {
      verb,
      signal: task.signal,
      onLine: ({ stream, text }) => {
        const part = parseProgress(text);
        // Compose tells its progress on standard error: that is no error.
        task.write(part || /^#\d+ /.test(text) ? 'stdout' : stream, text);
        if (part) task.item(part);
      },
    });
  }

  /** With the name that the file gives itself. */
  async #named(source: ComposeSource, signal: AbortSignal): Promise<ProjectFiles> {
    const files = await this.#filesOf(source, signal);
    return { ...files, name: (await this.#readFiles(files, signal)).project };
  }

  async #readable(project: string, task: TaskHandle): Promise<ProjectFiles | undefined> {
    try {
      const files = await this.#filesOf({ project }, task.signal);
      await this.#cli.read(files, ['config', '--quiet'], { signal: task.signal });
      return files;
    } catch (thrown) {
      task.signal.throwIfAborted();
      task.write('stderr', `${toAppError(thrown).message} It is removed by what the engine knows of it.`);
      return undefined;
    }
  }

  #filesOf(source: ComposeSource, signal: AbortSignal): Promise<ProjectFiles> {
    return projectFiles(source, (name) => this.#projects.filesOf(name, signal));
  }

  #readFiles(files: ProjectFiles, signal: AbortSignal): Promise<ComposeFile> {
    return this.#reading(() =>
      readComposeFile(this.#cli, files, {
        signal,
        imageId: (image) => this.#lookingUp(() => this.#imageId(image, signal)),
      }),
    );
  }

  async #imageId(image: string, signal: AbortSignal): Promise<string | undefined> {
    return await this.#engine.use({ verb: 'look up the image', operand: image }, async (client) => {
      try {
        const path = `/images/${encodeURIComponent(image)}/json`;
        return (await client.json<{ Id: string }>({ path, signal })).Id;
      } catch (error) {
        if (error instanceof EngineHttpError) return undefined;
        throw error;
      }
    });
  }
}

/** "shop", "shop: web, db". */
export function subjectOf(project: string, services: readonly string[]): string {
  return services.length === 0 ? project : `${project}: ${services.join(', ')}`;
}

/** A line of compose about one of its parts: ' Container shop-web-1  Started'. */
export function parseProgress(text: string): { id: string; label: string; status: string } | undefined {
  const match = /^ (Container|Network|Volume|Image) "?(.+?)"? {2}(\S.*)$/.exec(text);
  if (!match) return undefined;
  const [, kind = '', label = '', status = ''] = match;
  return { id: `${kind} ${label}`, label, status };
}

function watchedFiles({ workingDir, configFiles, envFiles }: ProjectFiles): string[] {
  return [...configFiles, ...envFiles, ...(workingDir === '' ? [] : [join(workingDir, '.env')])];
}
