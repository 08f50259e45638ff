import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import {
  type BuildRequestInput,
  type BuildUpdate,
  buildRequest,
} from '../../../../shared/contract/builds.ts';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { Task } from '../../../../shared/contract/tasks.ts';
import { silentLogger } from '../../log/logger.ts';
import { DockerPlugin } from '../../programs/docker-plugin.ts';
import { TaskRegistry } from '../../tasks/task-registry.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { Engine } from '../engine.ts';
import { layerHandlers } from '../layers/layer-handlers.ts';
import { buildHandlers } from './build-handlers.ts';
import { Buildx } from './buildkit/buildx.ts';
import { BUILDX } from './buildkit/buildx-program.ts';

export type BuildProgressUpdate = Extract<BuildUpdate, { kind: 'progress' }>;
export type BuildSourceUpdate = Extract<BuildUpdate, { kind: 'source' }>;

export interface TestBuild {
  task: Task;
  output: string[];
  source: BuildSourceUpdate;
  progress: BuildProgressUpdate;
}

/** The builds of a test's own engine. */
export class TestBuilds {
  readonly context = { role: 'ui' as const, signal: new AbortController().signal };
  readonly engine: Engine;
  readonly tasks = new TaskRegistry({ log: silentLogger });
  readonly handlers: Pick<PierHandlers, 'builds' | 'imageLayers'>;
  readonly #folders: string[] = [];

  /** @param plugins the folder with buildx; without one there is none on this computer */
  constructor(dockerd: TestDockerd, plugins?: string) {
    this.engine = new Engine({ source: new TestSource(dockerd.tls ?? dockerd.endpoint), log: silentLogger });
    const empty = this.folder({});
    const env = { PATH: '/usr/bin:/bin', HOME: empty };
    const places = { bin: plugins ?? empty, cacheDir: empty, env, systemFolders: [] };
    const buildx = new Buildx({
      program: new DockerPlugin(BUILDX, places),
      dockerSocket: dockerd.socket,
      configDir: join(empty, 'buildx'),
      env,
    });
    const { engine, tasks } = this;
    const services = { engine, tasks, buildx, transfers: new TransferDesk({ log: silentLogger }) };
    this.handlers = { builds: buildHandlers(services), imageLayers: layerHandlers(services) };
  }

  folder(files: Record<string, string>): string {
    const folder = mkdtempSync(join(tmpdir(), 'pier-build-'));
    this.#folders.push(folder);
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return folder;
  }

  start(input: BuildRequestInput): Promise<{ taskId: string }> {
    return Promise.resolve(this.handlers.builds.start(buildRequest.parse(input), this.context));
  }

  /** Builds to the end. */
  async build(input: BuildRequestInput): Promise<TestBuild> {
    const { taskId } = await this.start(input);
    return await this.end(taskId);
  }

  async end(taskId: string): Promise<TestBuild> {
    const updates: BuildUpdate[] = [];
    for await (const update of this.handlers.builds.watch({ taskId }, this.context)) updates.push(update);
    const task = await this.tasks.ended(taskId);
    const output: string[] = [];
    for await (const { lines } of this.tasks.output(taskId, this.context.signal)) {
      output.push(...lines.map(({ text }) => text));
    }
    return {
      task,
      output,
      source: updates[0] as BuildSourceUpdate,
      progress: updates.at(-1) as BuildProgressUpdate,
    };
  }

  async dispose(): Promise<void> {
    await this.tasks.dispose();
    this.engine.dispose();
    for (const folder of this.#folders) rmSync(folder, { recursive: true, force: true });
  }
}

export const fromFile = (context: string, path = 'Dockerfile'): BuildRequestInput => ({
  context,
  dockerfile: { kind: 'file', path },
});

export const fromText = (...lines: string[]): BuildRequestInput => ({
  dockerfile: { kind: 'text', text: lines.join('\n') },
});

/** Both builders have to mark lines 4 to 8, and to show what the command wrote. */
export const FAILING = fromText(
  '# a comment',
  'FROM busybox',
  'RUN echo fine',
  'RUN echo "about to" \\',
  '  # within',
  '  && printf "\\033[31mred\\033[0m\\r50%%\\r100%%\\n" \\',
  '  && head -c 100000 /dev/zero | tr "\\0" x && echo \\',
  '  && echo "<b>it failed</b>" >&2; exit 7',
  'RUN echo never',
);

/** What a Dockerfile lacks, the lines that both builders have to mark, and the code of the error. */
export const REFUSED = [
  ['an instruction that is none', ['FROM busybox', '', 'RUNN echo'], 3, 'dockerfile_invalid'],
  ['no stage at all', ['# nothing', 'RUN echo'], undefined, 'dockerfile_invalid'],
  ['a file that is not there', ['FROM busybox', 'COPY nope /'], 2, 'build_failed'],
  ['a base that nobody has', ['FROM 127.0.0.1:9/none:1'], 1, 'build_failed'],
] as const;
