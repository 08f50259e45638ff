import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BuildRequest } from '../../../../../shared/contract/builds.ts';
import type { AppError } from '../../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../../tasks/task-registry.ts';
import type { Engine } from '../../engine.ts';
import { imagePath, shortId } from '../../images/image-path.ts';
import { buildError } from '../build-failure.ts';
import type { Build } from '../builds.ts';
import { BuildProgress } from './build-progress.ts';
import type { BuildkitSteps } from './buildkit-steps.ts';
import type { Buildx } from './buildx.ts';
import { buildxCommand } from './buildx-args.ts';
import { plainReason, readBuildxError } from './buildx-errors.ts';
import { JsonObjects } from './json-objects.ts';
import { isSolveStatus } from './solve-status.ts';

/** Of what buildx says itself: the place of an error and a few lines around it. */
const LINES_KEPT = 60;

export interface BuildkitWork {
  build: Build;
  steps: BuildkitSteps;
  request: BuildRequest;
  subject: string;
  task: TaskHandle;
}

/**
 * Builds with BuildKit, through the buildx program. Aborting interrupts it, which ends the build and its containers.
 * @throws AppError `dockerfile_invalid`, `build_failed` and others
 */
export async function runBuildkitBuild(
  { engine, buildx }: { engine: Engine; buildx: Buildx },
  work: BuildkitWork,
): Promise<TaskOutcome> {
  const { build, request, subject, task } = work;
  engine.require({ verb: 'build', operand: subject });
  const folder = await mkdtemp(join(tmpdir(), 'pier-build-'));
  try {
    const imageIdFile = join(folder, 'image-id');
    const { args, input } = buildxCommand(request, build.context, imageIdFile);
    const said = await run(work, (onError) =>
      buildx.run(args, {
        cwd: build.context.folder ?? folder,
        temporary: folder,
        input,
        signal: task.signal,
        onError,
      }),
    );
    if (said) throw fail(work, said);
    const imageId = await imageOf(engine, request, (await readFile(imageIdFile, 'utf8')).trim());
    const title = request.tags.length > 0 ? request.tags.join(', ') : shortId(imageId);
    return { status: `Built ${title}`, result: { imageId } };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Resolves with what buildx said itself where it failed. */
async function run(
  { build, steps, task }: BuildkitWork,
  start: (onError: (text: string) => void) => Promise<number | null>,
): Promise<string[] | undefined> {
  const progress = new BuildProgress(task);
  const said: string[] = [];
  const output = new JsonObjects({
    object(value) {
      if (!isSolveStatus(value)) return;
      if (steps.add(value)) {
        const running = steps.steps.findLast(({ state }) => state === 'running');
        if (running) task.report({ status: running.text.split('\n')[0] ?? '' });
        build.changed();
      }
      progress.add(value);
    },
    line(text) {
      said.push(text);
      if (said.length > LINES_KEPT) said.shift();
      const warning = /^WARNING: (.*)$/.exec(text)?.[1];
      if (warning) steps.warn(warning);
      steps.write('stderr', text);
    },
  });
  steps.onLine = (stream, text) => task.write(stream, text);
  task.report({ status: 'Reading the Dockerfile' });
  const code = await start((text) => output.add(text));
  output.end();
  progress.end();
  return code === 0 ? undefined : said;
}

/** Marks the failing lines, and explains. */
function fail({ build, steps, subject }: BuildkitWork, said: readonly string[]): AppError {
  const error = readBuildxError(said);
  const failed = steps.failed();
  const message = error?.message ?? (failed ? plainReason(failed.error) : 'the build program gave no reason');
  const lines = error?.line ? steps.around(error.line) : failed ? steps.linesOf(failed.step) : undefined;
  build.failure = { message, ...(lines ? { lines } : {}) };
  return buildError({ subject, message, lines, began: failed !== undefined });
}

/** An engine that keeps images in containerd calls an image by another digest than the builder does. */
async function imageOf(engine: Engine, request: BuildRequest, built: string): Promise<string> {
  const client = engine.require({ verb: 'find', operand: built });
  for (const name of [built, ...request.tags.slice(0, 1)]) {
    const { Id } = await client
      .json<{ Id?: string }>({ path: imagePath(name, '/json') })
      .catch(() => ({ Id: undefined }));
    if (Id) return Id;
  }
  return built;
}
