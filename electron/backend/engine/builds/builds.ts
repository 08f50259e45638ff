import { constants, promises as fs } from 'node:fs';
import type {
  Builder,
  BuildRequest,
  BuildStep,
  BuildUpdate,
  BuildWarning,
} from '../../../../shared/contract/builds.ts';
import { AppError, type ErrorData, toAppError } from '../../../../shared/errors.ts';
import { hostPath, unreadable } from '../../host-files/list-host-files.ts';
import type { TaskHandle, TaskOutcome, TaskRegistry } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { withVariables } from '../with-variables.ts';
import { type BuildContext, openBuildContext } from './build-context.ts';
import { BuildkitSteps } from './buildkit/buildkit-steps.ts';
import type { Buildx } from './buildkit/buildx.ts';
import { runBuildkitBuild } from './buildkit/run-buildkit-build.ts';
import { ClassicSteps } from './classic-steps.ts';
import { dockerfileInstructions } from './dockerfile-lines.ts';
import { runClassicBuild } from './run-classic-build.ts';

/** How many ended builds are remembered. */
const ENDED_KEPT = 20;
/** Nobody can read more often than this, in milliseconds. */
const UPDATE_EVERY_MS = 100;

/** What a builder has told of its steps. */
interface StepList {
  readonly steps: readonly BuildStep[];
  readonly stepCount: number | undefined;
  readonly warnings: readonly BuildWarning[];
  readonly warningsLeftOut: number;
}

/** A build as it is watched. */
export class Build {
  readonly context: BuildContext;
  readonly builder: Builder;
  readonly #steps: StepList;
  failure: { lines?: BuildStep['lines']; message: string } | undefined;
  ended = false;
  readonly #watchers = new Set<() => void>();

  constructor(options: { context: BuildContext; builder: Builder; steps: StepList }) {
    this.context = options.context;
    this.builder = options.builder;
    this.#steps = options.steps;
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  async *watch(signal: AbortSignal): AsyncGenerator<BuildUpdate, void, void> {
    const { dockerfile, dockerfileName, isAdded } = this.context;
    const name = isAdded ? 'Dockerfile' : dockerfileName;
    yield { kind: 'source', name, dockerfile, builder: this.builder };
    let isNew = true;
    const watcher = () => {
      isNew = true;
    };
    this.#watchers.add(watcher);
    try {
      while (!signal.aborted) {
        if (isNew) {
          isNew = false;
          const progress = this.#progress();
          yield progress;
          if (progress.ended) return;
          await pause({ signal, onChange: () => () => {}, milliseconds: UPDATE_EVERY_MS });
        } else {
          await pause({ signal, onChange: (listener) => this.#onChange(listener) });
        }
      }
    } finally {
      this.#watchers.delete(watcher);
    }
  }

  #progress(): Extract<BuildUpdate, { kind: 'progress' }> {
    const { steps, stepCount, warnings, warningsLeftOut } = this.#steps;
    return {
      kind: 'progress',
      steps: [...steps],
      ...(stepCount === undefined ? {} : { stepCount }),
      warnings: [...warnings],
      warningsLeftOut,
      ...(this.failure ? { failure: this.failure } : {}),
      ended: this.ended,
    };
  }

  #onChange(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }
}

/** The builds of one backend: each is a task, and can be looked at while it is remembered. */
export class Builds {
  readonly #engine: Engine;
  readonly #tasks: TaskRegistry;
  readonly #buildx: Buildx;
  readonly #builds = new Map<string, Build>();

  constructor(options: { engine: Engine; tasks: TaskRegistry; buildx: Buildx }) {
    this.#engine = options.engine;
    this.#tasks = options.tasks;
    this.#buildx = options.buildx;
  }

  /** Starts nothing where folder or Dockerfile are not as they should be. @throws AppError `path_unreadable`, `bad_input` */
  async start(asked: BuildRequest): Promise<{ taskId: string }> {
    // Proxies are arguments that need no ARG, and are left out of an image's history.
    const buildArgs = withVariables(asked.buildArgs, this.#engine.networkVariables());
    const request: BuildRequest = { ...asked, buildArgs };
    const context = await openBuildContext(request);
    for (const { path } of request.secrets) await checkSecret(hostPath(path));
    const subject = request.tags[0] ?? context.title;
    this.#engine.require({ verb: 'build', operand: subject });
    const builder = await this.#builder();
    if (builder.kind === 'classic' && request.secrets.length > 0)
      throw withoutSecrets(subject, builder.reason);
    const { build, work } =
      builder.kind === 'buildkit'
        ? this.#withBuildkit(context, builder, { request, subject })
        : this.#withClassic(context, builder, { request, subject });
    const description = { kind: 'image-build', title: `Build ${subject}`, subject };
    const started = this.#tasks.start(description, async (task) => {
      try {
        return await work(task);
      } finally {
        build.ended = true;
        build.changed();
      }
    });
    this.#builds.set(started.taskId, build);
    const ended = [...this.#builds].filter(([, each]) => each.ended);
    for (const [taskId] of ended.slice(0, -ENDED_KEPT)) this.#builds.delete(taskId);
    return started;
  }

  /** @throws AppError `task_not_found` */
  watch(taskId: string, signal: AbortSignal): AsyncGenerator<BuildUpdate, void, void> {
    const build = this.#builds.get(taskId);
    if (build) return build.watch(signal);
    throw new AppError(
      'task_not_found',
      `Show the build '${taskId}': it is not known.`,
      'It ended long ago, or Pier was started again. Build once more to see its steps.',
    );
  }

  /** BuildKit, but where there is no program that speaks with it. */
  async #builder(): Promise<Builder> {
    try {
      return { kind: 'buildkit', version: (await this.#buildx.find()).version };
    } catch (thrown) {
      return { kind: 'classic', reason: toAppError(thrown).toData() };
    }
  }

  #withBuildkit(context: BuildContext, builder: Builder, what: { request: BuildRequest; subject: string }) {
    const steps = new BuildkitSteps(dockerfileInstructions(context.dockerfile));
    const build = new Build({ context, builder, steps });
    const services = { engine: this.#engine, buildx: this.#buildx };
    const work = (task: TaskHandle): Promise<TaskOutcome> =>
      endSteps(steps, task, () => runBuildkitBuild(services, { ...what, build, steps, task }));
    return { build, work };
  }

  #withClassic(context: BuildContext, builder: Builder, what: { request: BuildRequest; subject: string }) {
    const steps = new ClassicSteps(context.dockerfile);
    const build = new Build({ context, builder, steps });
    const work = (task: TaskHandle): Promise<TaskOutcome> =>
      endSteps(steps, task, () => runClassicBuild(this.#engine, { ...what, build, steps, task }));
    return { build, work };
  }
}

/** No step runs on when its build has ended. */
async function endSteps(
  steps: { done(): void; cancelled(): void },
  task: TaskHandle,
  run: () => Promise<TaskOutcome>,
): Promise<TaskOutcome> {
  try {
    const outcome = await run();
    steps.done();
    return outcome;
  } catch (error) {
    if (task.signal.aborted) steps.cancelled();
    throw error;
  }
}

function withoutSecrets(subject: string, { code, hint }: ErrorData): AppError {
  return new AppError(code, `Cannot build '${subject}' with secrets: they need BuildKit.`, hint);
}

/** Before anything is begun: buildx would tell it in the midst of the build. */
async function checkSecret(path: string): Promise<void> {
  await fs.access(path, constants.R_OK).catch((error) => {
    throw unreadable('read the secret', path, error);
  });
}
