import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../shared/errors.ts';
import { toDiskError } from '../disk-error.ts';
import { hashFile } from '../image/hash-file.ts';

/** Asks for an address as this computer does it, over its proxies; a redirect is not followed. */
export type HttpGet = (
  url: URL,
  options: { headers: Record<string, string>; signal: AbortSignal },
) => Promise<IncomingMessage>;

export interface DownloadOptions {
  url: string;
  sha256: string;
  /** In bytes. */
  size: number;
  /** Where it is put, once it is whole. Its folder is made. */
  path: string;
  get: HttpGet;
  signal: AbortSignal;
  /** Of what is there already, from 0 to 1; at most once for each percent. */
  onProgress?: (share: number) => void;
  /** For tests: waits between tries that brought nothing, and how long a server may say nothing, in milliseconds. */
  waits?: readonly number[];
  silenceMs?: number;
}

const WAITS_MS = [500, 2_000, 5_000];
const SILENCE_MS = 30_000;
const MOST_REDIRECTS = 5;

/** A server's answer that no further try changes. */
class Refused extends Error {}

/**
 * Fetches a file and gives it its name when its digest is right. Goes on where it was cut off, within one call and in the
 * next one: what is there of it lies beside, as `<path>.part`.
 * @throws AppError `download_failed`, `download_corrupt`, `cancelled`, `home_disk_full`, `home_not_writable`
 */
export async function downloadFile(o: DownloadOptions): Promise<void> {
  const part = `${o.path}.part`;
  try {
    o.signal.throwIfAborted();
    await mkdir(dirname(o.path), { recursive: true });
    await fetchAll(o, part);
    if ((await hashFile(part)) !== o.sha256) {
      await rm(part, { force: true });
      throw corrupt(o.url);
    }
    await rename(part, o.path);
  } catch (error) {
    if (o.signal.aborted) {
      const hint = 'Start again: it goes on where it was.';
      throw new AppError('cancelled', `The download of '${o.url}' was cancelled.`, hint, { cause: error });
    }
    throw error instanceof AppError ? error : toDiskError(error, o.path);
  }
}

async function fetchAll(o: DownloadOptions, part: string): Promise<void> {
  const waits = [...(o.waits ?? WAITS_MS)];
  const [shortest = 0] = waits;
  for (;;) {
    const before = await sizeOf(part);
    if (before === o.size) return;
    try {
      // More than all of it is something else.
      await fetchRest(o, part, before > o.size ? 0 : before);
      return;
    } catch (error) {
      if (o.signal.aborted || isOfDisk(error)) throw error;
      // One that brings something is worth another try, however often.
      const goesOn = (await sizeOf(part)) > before && !(error instanceof Refused);
      const wait = goesOn ? shortest : error instanceof Refused ? undefined : waits.shift();
      if (wait === undefined) throw failed(o.url, error as NodeJS.ErrnoException);
      await sleep(wait, undefined, { signal: o.signal });
    }
  }
}

async function fetchRest(o: DownloadOptions, part: string, from: number): Promise<void> {
  const silence = new AbortController();
  const limit = o.silenceMs ?? SILENCE_MS;
  const timer = setTimeout(() => silence.abort(new Error(`no answer within ${limit / 1000} s`)), limit);
  const signal = AbortSignal.any([o.signal, silence.signal]);
  let answer: IncomingMessage | undefined;
  try {
    // A compressed answer would have other offsets.
    const headers = { 'accept-encoding': 'identity', ...(from > 0 && { range: `bytes=${from}-` }) };
    answer = await follow(o, headers, signal);
    const isRest = answer.statusCode === 206 && answer.headers['content-range']?.startsWith(`bytes ${from}-`);
    const start = isRest ? from : 0;
    if (answer.statusCode === 416) {
      await rm(part, { force: true });
      throw new Error('what is there of it is not of this file');
    }
    if (answer.statusCode !== 200 && !isRest) {
      throw new Refused(`the server answers ${answer.statusCode}`);
    }
    await write(answer, { o, part, start, touch: () => timer.refresh(), signal });
  } catch (error) {
    throw silence.signal.aborted && !o.signal.aborted ? silence.signal.reason : error;
  } finally {
    clearTimeout(timer);
    answer?.destroy();
  }
}

async function follow(
  o: DownloadOptions,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  let url = new URL(o.url);
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const answer = await o.get(url, { headers, signal });
    const { location } = answer.headers;
    if (!location || ![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0)) return answer;
    answer.destroy();
    const next = new URL(location, url);
    if (url.protocol === 'https:' && next.protocol !== 'https:') {
      throw new Refused('the server leads to an address that is not encrypted');
    }
    url = next;
  }
  throw new Refused('the server leads in circles');
}

interface Writing {
  o: DownloadOptions;
  part: string;
  /** Which byte of the file the answer begins with. */
  start: number;
  touch: () => void;
  signal: AbortSignal;
}

async function write(answer: IncomingMessage, { o, part, start, touch, signal }: Writing): Promise<void> {
  const file = await open(part, start > 0 ? 'r+' : 'w', 0o600);
  let at = start;
  let told = -1;
  const abort = () => answer.destroy(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      touch();
      if (at + chunk.length > o.size) {
        await rm(part);
        throw new Refused('it is larger than it should be');
      }
      await file.write(chunk, 0, chunk.length, at);
      at += chunk.length;
      const percent = Math.floor((at * 100) / o.size);
      if (percent > told) o.onProgress?.(at / o.size);
      told = Math.max(told, percent);
    }
    if (at < o.size) throw new Error(`it ended after ${at} of ${o.size} bytes`);
    await file.sync();
  } finally {
    signal.removeEventListener('abort', abort);
    await file.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

function isOfDisk(error: unknown): boolean {
  const { code = '' } = error as NodeJS.ErrnoException;
  return ['ENOSPC', 'EDQUOT', 'EROFS', 'EACCES', 'EPERM', 'EIO'].includes(code);
}

function corrupt(url: string): AppError {
  return new AppError(
    'download_corrupt',
    `Use what '${url}' gave: its SHA-256 is another than the release's.`,
    'Try again. If it happens again, something between here and there changes it: a proxy, or worse. Nothing of it is used.',
  );
}

function failed(url: string, error: NodeJS.ErrnoException): AppError {
  const offline = ['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN'];
  const hint = offline.includes(error.code ?? '')
    ? 'This computer seems to be offline. Connect it, or set the proxy under Settings > Network, and start again: it goes on where it was.'
    : 'Check network, VPN and proxy, and start again: it goes on where it was.';
  return new AppError('download_failed', `Fetch '${url}': ${error.code ?? error.message}.`, hint, {
    cause: error,
  });
}
