import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BuildRequest } from '../../../../shared/contract/builds.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskHandle, TaskOutcome } from '../../tasks/task-registry.ts';
import type { Engine } from '../engine.ts';
import type { ApiPullProgress } from '../engine-api.ts';
import { EngineHttpError, toEngineError } from '../engine-errors.ts';
import { countBytes } from '../images/count-bytes.ts';
import { answerLines } from '../images/follow-registry.ts';
import { shortId } from '../images/image-path.ts';
import { LayerProgress } from '../images/layer-progress.ts';
import { encodeAuth } from '../images/registry-auth.ts';
import { LayerReporter } from '../images/report-layers.ts';
import { packBuildContext } from './build-context.ts';
import type { Build } from './builds.ts';
import { OutputLines } from './output-lines.ts';

/** A line of POST /build. */
interface ApiBuildLine extends ApiPullProgress {
  stream?: string;
  aux?: { ID?: string };
}

interface BuildWork {
  build: Build;
  request: BuildRequest;
  subject: string;
  task: TaskHandle;
}

/** What the classic builder prints on RUN's stderr is red. */
const STDERR = '\u001b[91m';

/** How the builder's own lines begin. */
const BUILDER_LINE = /^( ---> |Step \d|Removing intermediate )/;

const REASONS: { pattern: RegExp; hint: string }[] = [
  {
    pattern:
      /(COPY|ADD) failed|not found in build context|excluded by \.dockerignore|no such file or directory/i,
    hint: 'The file has to be in the folder that is built, and not be listed in .dockerignore.',
  },
  {
    pattern: /requires? BuildKit|the --(mount|link|security|network|chmod|parents) (option|flag)/i,
    hint: "This instruction needs BuildKit: build with 'docker buildx build', or write it without the option.",
  },
  {
    pattern: /returned a non-zero code/i,
    hint: 'The command in the marked lines failed: its output stands above.',
  },
  {
    pattern:
      /pull access denied|manifest .*unknown|manifest for .* not found|repository does not exist|unauthorized/i,
    hint: 'Check the name of the base image; for a private one log in with docker login first.',
  },
  {
    pattern: /dial tcp|no such host|timeout|connection re(fused|set)|unreachable|x509/i,
    hint: 'The registry of the base image cannot be reached: check network, VPN and proxy.',
  },
  {
    pattern: /no space left on device/i,
    hint: "The engine's disk is full: remove images that are not used, or raise the disk limit.",
  },
];

/**
 * Builds with the builder that every engine has (POST /build, https://docs.docker.com/reference/api/engine/). Aborting
 * closes the connection, which ends the build and its container.
 * @throws AppError `dockerfile_invalid`, `build_failed` and others
 */
export async function runBuild(engine: Engine, work: BuildWork): Promise<TaskOutcome> {
  const { build, request, subject, task } = work;
  const client = engine.require({ verb: 'build', operand: subject });
  const tell = (stream: 'stdout' | 'stderr', text: string) => {
    if (build.steps.addLine(text)) {
      const { steps, stepCount } = build.steps;
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
      headers: { 'content-type': 'application/x-tar', 'x-registry-config': encodeAuth({}) },
      stream: contextStream(build, task, (path, reason) => tell('stderr', `Left out '${path}': ${reason}.`)),
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
    throw fail(error, work, tell);
  }
  const title = request.tags.length > 0 ? request.tags.join(', ') : shortId(imageId ?? '');
  return { status: `Built ${title}`, ...(imageId ? { result: { imageId } } : {}) };
}

/** Marks the failing lines, and explains. */
function fail(
  thrown: unknown,
  { build, subject }: BuildWork,
  tell: (stream: 'stderr', text: string) => void,
): AppError {
  if (!(thrown instanceof EngineHttpError)) {
    const error = toEngineError(thrown, { verb: 'build', operand: subject });
    build.failure = { message: error.message };
    return error;
  }
  const message = thrown.message.trim();
  const running = build.steps.steps.at(-1)?.state === 'running';
  const lines = build.steps.failed(message);
  build.failure = { message, ...(lines ? { lines } : {}) };
  for (const line of message.split('\n')) tell('stderr', line);
  const place = lines ? ` (line ${lines.first} of the Dockerfile)` : '';
  const isInvalid = !running && (lines !== undefined || /dockerfile|build stage/i.test(message));
  const hint =
    REASONS.find(({ pattern }) => pattern.test(message))?.hint ??
    (isInvalid ? 'Correct the marked line of the Dockerfile.' : 'The output above says what came before it.');
  return new AppError(
    isInvalid ? 'dockerfile_invalid' : 'build_failed',
    `Cannot build '${subject}'${place}: ${message.split('\n')[0]?.slice(0, 500)}`,
    hint,
    { cause: thrown },
  );
}

/** The context's tar, whose bytes are told to the task while they are sent. */
function contextStream(
  build: Build,
  task: TaskHandle,
  onSkip: (path: string, reason: string) => void,
): Readable {
  const status = 'Sending the folder';
  task.report({ status });
  const counter = countBytes(task, status);
  counter.once('end', () => {
    // A small context is there before it is told that it is sent.
    const status = build.steps.steps.length === 0 ? { status: 'Reading the Dockerfile' } : {};
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
