import type { BuildRequest, BuildStep, BuildUpdate } from '../../../../shared/contract/builds.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome, TaskRegistry } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import { pause } from '../pause.ts';
import { type BuildContext, openBuildContext } from './build-context.ts';
import { BuildSteps } from './build-steps.ts';
import { runBuild } from './run-build.ts';

/** How many ended builds are remembered. */
const ENDED_KEPT = 20;
/** Nobody can read more often than this, in milliseconds. */
const UPDATE_EVERY_MS = 100;

/** A build as it is watched. */
export class Build {
  readonly context: BuildContext;
  readonly steps: BuildSteps;
  failure: { lines?: BuildStep['lines']; message: string } | undefined;
  ended = false;
  readonly #watchers = new Set<() => void>();

  constructor(context: BuildContext) {
    this.context = context;
    this.steps = new BuildSteps(context.dockerfile);
  }

  changed(): void {
    for (const watcher of [...this.#watchers]) watcher();
  }

  async *watch(signal: AbortSignal): AsyncGenerator<BuildUpdate, void, void> {
    const { dockerfile, dockerfileName, isAdded } = this.context;
    yield { kind: 'source', name: isAdded ? 'Dockerfile' : dockerfileName, dockerfile };
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
    const { steps, stepCount } = this.steps;
    return {
      kind: 'progress',
      steps: [...steps],
      ...(stepCount === undefined ? {} : { stepCount }),
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
  readonly #builds = new Map<string, Build>();

  constructor(options: { engine: Engine; tasks: TaskRegistry }) {
    this.#engine = options.engine;
    this.#tasks = options.tasks;
  }

  /** Starts nothing where folder or Dockerfile are not as they should be. @throws AppError `path_unreadable`, `bad_input` */
  async start(request: BuildRequest): Promise<{ taskId: string }> {
    const context = await openBuildContext(request);
    const subject = request.tags[0] ?? context.title;
    this.#engine.require({ verb: 'build', operand: subject });
    const build = new Build(context);
    const started = this.#tasks.start({ kind: 'image-build', title: `Build ${subject}`, subject }, (task) =>
      this.#run(build, request, subject, task),
    );
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

  async #run(build: Build, request: BuildRequest, subject: string, task: TaskHandle): Promise<TaskOutcome> {
    try {
      const outcome = await runBuild(this.#engine, { build, request, subject, task });
      build.steps.done();
      return outcome;
    } catch (error) {
      if (task.signal.aborted) build.steps.cancelled();
      throw error;
    } finally {
      build.ended = true;
      build.changed();
    }
  }
}
