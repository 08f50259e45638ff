import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskOutcome, TaskRegistry } from '../../tasks/task-registry.ts';
import type { TransferDesk } from '../../transfers/transfer-desk.ts';
import type { Engine } from '../engine.ts';
import type { ApiImageDetail, ApiPullProgress } from '../engine-api.ts';
import { EngineHttpError, toEngineError } from '../engine-errors.ts';
import { countBytes } from './count-bytes.ts';
import { answerLines } from './follow-registry.ts';
import { imagePath, shortId } from './image-path.ts';

/** A little more than a ticket of the transfer desk lives, in milliseconds. */
const NEVER_SENT_MS = 65_000;

export interface TransferServices {
  engine: Engine;
  tasks: TaskRegistry;
  transfers: TransferDesk;
}

/** Offers a tar of images. Its progress is a task, which also cancels it. @throws AppError `image_not_found` */
export async function saveImages(
  { engine, tasks, transfers }: TransferServices,
  names: string[],
  signal: AbortSignal,
): Promise<{ url: string }> {
  for (const name of names) {
    await engine.use({ verb: 'save', operand: shortId(name) }, (client) =>
      client.json<ApiImageDetail>({ path: imagePath(name, '/json'), signal }),
    );
  }
  const title = names.length === 1 ? shortId(names[0] ?? '') : `${names.length} images`;
  const attempt = { verb: 'save', operand: title };
  return transfers.offerDownload({
    fileName: `${title.replaceAll(/[^\w.-]+/g, '-')}.tar`,
    contentType: 'application/x-tar',
    open: async (gone) => {
      const query = names.map((name) => `names=${encodeURIComponent(name)}`).join('&');
      const abort = new AbortController();
      const signal = AbortSignal.any([gone, abort.signal]);
      const answer = await engine.use(attempt, (client) =>
        client.open({ path: `/images/get?${query}`, signal }),
      );
      let counted: Readable = answer;
      await new Promise<void>((started) => {
        tasks.start({ kind: 'image-save', title: `Save ${title}`, subject: title }, async (task) => {
          task.signal.addEventListener('abort', () => abort.abort(), { once: true });
          const counter = countBytes(task, 'Saving');
          counted = counter;
          const flow = pipeline(answer, counter);
          started();
          // Until the receiver has taken the last of it.
          await flow.catch((error: unknown) => {
            throw gone.aborted ? gone.reason : toEngineError(error, attempt);
          });
          return { status: 'Saved' };
        });
      });
      return counted;
    },
  });
}

/** Offers to read a tar of images into the engine. The task is there at once, and ends where nothing is sent. */
export function loadImages(
  { engine, tasks, transfers }: TransferServices,
  file: { fileName: string; sizeBytes: number },
): { url: string; taskId: string } {
  const attempt = { verb: 'load', operand: file.fileName };
  engine.require(attempt);
  let sent: (sender: { body: Readable; gone: AbortSignal }) => void;
  const sending = new Promise<Parameters<typeof sent>[0]>((resolve) => {
    sent = resolve;
  });
  const { taskId } = tasks.start(
    { kind: 'image-load', title: `Load ${file.fileName}`, subject: file.fileName },
    async (task) => {
      task.report({ status: 'Waiting for the file', currentBytes: 0, totalBytes: file.sizeBytes });
      const { body, gone } = await within(sending, task.signal, file.fileName);
      const signal = AbortSignal.any([gone, task.signal]);
      const counter = countBytes(task, 'Reading');
      body.once('error', (error) => counter.destroy(error));
      try {
        return await load(engine, { ...attempt, stream: body.pipe(counter), signal });
      } catch (error) {
        if (gone.aborted && !task.signal.aborted)
          throw new AppError(
            'transfer_failed',
            `Cannot load '${file.fileName}': its sender went away.`,
            'Load it again, and keep the page open until all is sent.',
          );
        throw error;
      }
    },
  );
  const { url } = transfers.offerUpload({
    receive: async (body, gone) => {
      sent({ body, gone });
      // A failure is the task's to tell: the page would hear of it twice.
      const { state, result } = await tasks.ended(taskId);
      return { state, ...result };
    },
  });
  return { url, taskId };
}

async function load(
  engine: Engine,
  options: { verb: string; operand: string; stream: Readable; signal: AbortSignal },
): Promise<TaskOutcome> {
  const loaded = await loadArchive(engine, options);
  const names = loaded.map(shortId).join(', ');
  return { status: `Loaded ${names}`, result: { images: loaded.join('\n') } };
}

/**
 * Reads a tar of images into the engine, and tells their names, or ids where they have none.
 * @throws AppError `not_an_image` and others
 */
export async function loadArchive(
  engine: Engine,
  options: { verb: string; operand: string; stream: Readable; signal: AbortSignal },
): Promise<string[]> {
  const { stream, signal, ...attempt } = options;
  const client = engine.require(attempt);
  const loaded: string[] = [];
  try {
    const answer = await client.open({
      method: 'POST',
      path: '/images/load',
      query: { quiet: true },
      headers: { 'content-type': 'application/x-tar' },
      stream,
      signal,
    });
    for await (const line of answerLines<ApiPullProgress & { stream?: string }>(answer)) {
      const name = /^Loaded image(?: ID)?: (\S+)/.exec(line.stream ?? '')?.[1];
      if (name) loaded.push(name);
    }
  } catch (error) {
    throw explainLoad(error, attempt);
  }
  if (loaded.length === 0) throw notAnImage(attempt.operand, 'there is no image in it');
  return loaded;
}

/** What the engine says of files that are no images is about its own temporary files. */
function explainLoad(error: unknown, attempt: { verb: string; operand: string }): AppError {
  if (!(error instanceof EngineHttpError)) return toEngineError(error, attempt);
  const { message } = error;
  if (/no space left on device/i.test(message)) return toEngineError(error, attempt);
  if (
    /unexpected EOF|invalid tar header|archive\/tar|processing tar file|unrecognized|magic/i.test(message)
  ) {
    return notAnImage(attempt.operand, 'it is not a tar, or not all of it', error);
  }
  if (/repositories|manifest|no such file|not found|invalid|json|unmarshal/i.test(message)) {
    return notAnImage(attempt.operand, 'it is a tar without an image in it', error);
  }
  return toEngineError(error, attempt);
}

function notAnImage(fileName: string, cause: string, error?: unknown): AppError {
  return new AppError(
    'not_an_image',
    `Cannot load '${fileName}': ${cause}.`,
    "Choose a file made by Save or 'docker save'. A root file system alone is imported with 'docker import'.",
    { cause: error },
  );
}

async function within<T>(sending: Promise<T>, signal: AbortSignal, fileName: string): Promise<T> {
  const never = new Promise<never>((_, reject) => {
    const timer = setTimeout(
      () =>
        reject(
          new AppError(
            'transfer_failed',
            `Cannot load '${fileName}': it was not sent.`,
            'Choose the file again.',
          ),
        ),
      NEVER_SENT_MS,
    );
    timer.unref();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    void sending.then(() => clearTimeout(timer));
  });
  return Promise.race([sending, never]);
}
