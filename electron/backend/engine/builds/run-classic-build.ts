import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BuildRequest } from '../../../../shared/contract/builds.ts';
import type { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { ApiPullProgress } from '../engine-api.ts';
import { EngineHttpError, toEngineError } from '../engine-errors.ts';
import { countBytes } from '../images/count-bytes.ts';
import { answerLines } from '../images/follow-registry.ts';
import { shortId } from '../images/image-path.ts';
import { LayerProgress } from '../images/layer-progress.ts';
import { loginsForBuild } from '../images/registry-auth.ts';
import { LayerReporter } from '../images/report-layers.ts';
import { packBuildContext } from './build-context.ts';
import { buildError } from './build-failure.ts';
import type { Build } from './builds.ts';
import type { ClassicSteps } from './classic-steps.ts';
import { OutputLines } from './output-lines.ts';

/** A line of POST /build. */
interface ApiBuildLine extends ApiPullProgress {
  stream?: string;
  aux?: { ID?: string };
}

export interface ClassicWork {
  build: Build;
  steps: ClassicSteps;
  request: BuildRequest;
  subject: string;
  task: TaskHandle;
}

/** What the classic builder prints on RUN's stderr is red. */
const STDERR = '\u001b[91m';

/** How the builder's own lines begin. */
const BUILDER_LINE = /^( ---> |Step \d|Removing intermediate )/;

/**
 * Builds with the builder that every engine has (POST /build, https://docs.docker.com/reference/api/engine/). Aborting
 * closes the connection, which ends the build and its container.
 * @throws AppError `dockerfile_invalid`, `build_failed` and others
 */
export async function runClassicBuild(engine: Engine, work: ClassicWork): Promise<TaskOutcome> {
  const { build, steps: list, request, subject, task } = work;
  const client = engine.require({ verb: 'build', operand: subject });
  const tell = (stream: 'stdout' | 'stderr', text: string) => {
    if (list.addLine(text)) {
      const { steps, stepCount } = list;
      task.report({ status: `Step ${steps.at(-1)?.number} of ${stepCount}` });
      build.changed();
    }
    task.write(stream, text);
  };
  const output = new OutputLines((text) => tell(text.includes(STDERR) ? 'stderr' : 'stdout', text));
  const layers = new LayerProgress('Pulling the base image');
  const reporter = new LayerReporter(task, layers);
  let imageId: string | undefined;
  try {
    const answer = await client.open({
      method: 'POST',
      path: `/build?${buildQuery(request, build.context.dockerfileName)}`,
      headers: { 'content-type': 'application/x-tar', ...(await loginsForBuild(engine)) },
      stream: contextStream(work, (path, reason) => tell('stderr', `Left out '${path}': ${reason}.`)),
      signal: task.signal,
    });
    for await (const line of answerLines<ApiBuildLine>(answer)) {
      imageId = line.aux?.ID ?? imageId;
      if (line.stream !== undefined) {
        // What a command printed last may have had no line end.
        if (BUILDER_LINE.test(line.stream)) output.end();
        output.add(line.stream);
      } else if (layers.add(line)) {
        reporter.report();
      } else if (line.status) {
        output.end();
        tell('stdout', line.status);
      }
    }
    output.end();
  } catch (error) {
    output.end();
    task.signal.throwIfAborted();
    throw fail(error, work, { tell, scrub: (text) => engine.logins.scrub(text) });
  }
  const title = request.tags.length > 0 ? request.tags.join(', ') : shortId(imageId ?? '');
  return { status: `Built ${title}`, ...(imageId ? { result: { imageId } } : {}) };
}

/** Marks the failing lines, and explains. */
function fail(
  thrown: unknown,
  { build, steps, subject }: ClassicWork,
  { tell, scrub }: { tell: (stream: 'stderr', text: string) => void; scrub: (text: string) => string },
): AppError {
  if (!(thrown instanceof EngineHttpError)) {
    const error = toEngineError(thrown, { verb: 'build', operand: subject });
    build.failure = { message: error.message };
    return error;
  }
  const message = scrub(thrown.message.trim());
  const running = steps.steps.at(-1)?.state === 'running';
  const lines = steps.failed(message);
  build.failure = { message, ...(lines ? { lines } : {}) };
  for (const line of message.split('\n')) tell('stderr', line);
  return buildError({ subject, message, lines, began: running, cause: thrown });
}

/** The context's tar, whose bytes are told to the task while they are sent. */
function contextStream(
  { build, steps, task }: ClassicWork,
  onSkip: (path: string, reason: string) => void,
): Readable {
  const status = 'Sending the folder';
  task.report({ status });
  const counter = countBytes(task, status);
  counter.once('end', () => {
    // A small context is there before it is told that it is sent.
    const status = steps.steps.length === 0 ? { status: 'Reading the Dockerfile' } : {};
    task.report({ ...status, currentBytes: undefined, bytesPerSecond: undefined });
  });
  // A failure reaches whoever reads the counter.
  pipeline(packBuildContext(build.context, { signal: task.signal, onSkip }), counter).catch(() => {});
  return counter;
}

function buildQuery(request: BuildRequest, dockerfile: string): string {
  const record = (pairs: BuildRequest['labels']) =>
    JSON.stringify(Object.fromEntries(pairs.map(({ name, value }) => [name, value])));
  const query = new URLSearchParams({ dockerfile, rm: '1', forcerm: '1' });
  for (const tag of request.tags) query.append('t', tag);
  if (request.buildArgs.length > 0) query.set('buildargs', record(request.buildArgs));
  if (request.labels.length > 0) query.set('labels', record(request.labels));
  if (request.target) query.set('target', request.target);
  if (request.platform) query.set('platform', request.platform);
  if (request.noCache) query.set('nocache', '1');
  if (request.pull) query.set('pull', '1');
  return query.toString();
}
