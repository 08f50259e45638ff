import { readdir, readFile, stat } from 'node:fs/promises';
import type { DriverLog } from '../../host/driver-log.ts';

/** Ten thousand new files take an emulated guest longer, and a fast one has a limit that is far away. */
const LOOK_EVERY_MS = 2000;

export interface OpenFiles {
  open: number;
  limit: number;
}

export interface ShareDescriptorsOptions {
  /** The process that serves, or one above it. */
  pid: () => number | undefined;
  /** Has the guest forget the files that nobody there uses. */
  forget: () => Promise<void>;
  log: DriverLog;
  /** Tests have their own. undefined where it cannot be known. */
  count?: (pid: number) => Promise<OpenFiles | undefined>;
}

/**
 * Each file that the guest knows is an open one of the daemon, and a guest with memory to spare forgets none: a tree of
 * a million files would come to the limit that this system has for a process, and fail from there on with "Bad file
 * descriptor". So the guest is made to forget in time.
 */
export class ShareDescriptors {
  readonly #options: ShareDescriptorsOptions;
  readonly #timer: NodeJS.Timeout;
  #isBusy = false;
  #hasFailed = false;
  /** What is used cannot be forgotten: it is not asked for again until there is notably more. */
  #next = 0;

  constructor(options: ShareDescriptorsOptions) {
    this.#options = options;
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** Never rejects. */
  async look(): Promise<void> {
    const { pid, forget, log, count = countOpenFiles } = this.#options;
    const id = pid();
    if (this.#isBusy || id === undefined) return;
    this.#isBusy = true;
    try {
      const before = await count(id);
      if (!before) return;
      const half = before.limit / 2;
      if (before.open < half) this.#next = half;
      if (before.open < Math.max(half, this.#next)) return;
      await forget();
      const after = (await count(id))?.open ?? 0;
      this.#next = after + before.limit / 8;
      log.info('The guest forgot shared files that it did not use.', { ...before, after });
    } catch (error) {
      // It is asked again at once: once is enough to tell.
      if (!this.#hasFailed) log.warn('The guest did not forget shared files.', { error: String(error) });
      this.#hasFailed = true;
    } finally {
      this.#isBusy = false;
    }
  }

  dispose(): void {
    clearInterval(this.#timer);
  }
}

/**
 * Of the process among this one and those below it that has the most. Counted only where the table of its descriptors
 * is large enough to matter: counting half a million takes a while.
 * @see https://man7.org/linux/man-pages/man5/proc_pid_status.5.html FDSize
 */
export async function countOpenFiles(pid: number): Promise<OpenFiles | undefined> {
  let most: OpenFiles | undefined;
  for (const each of [pid, ...(await descendants(pid))]) {
    const counted = await countOf(each).catch(() => undefined);
    if (counted && counted.open >= (most?.open ?? 0)) most = counted;
  }
  return most;
}

async function countOf(pid: number): Promise<OpenFiles | undefined> {
  const [status, limits] = await Promise.all([
    readFile(`/proc/${pid}/status`, 'utf8'),
    readFile(`/proc/${pid}/limits`, 'utf8'),
  ]);
  const table = Number(/^FDSize:\s+(\d+)/m.exec(status)?.[1]);
  const limit = Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1]);
  if (!(table >= 0 && limit > 0)) return undefined;
  if (table < limit / 2) return { open: 0, limit };
  // Linux tells their number as the folder's size since 6.2.
  const { size } = await stat(`/proc/${pid}/fd`);
  return { open: size > 0 ? size : (await readdir(`/proc/${pid}/fd`)).length, limit };
}

async function descendants(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '');
  const children = text.split(' ').filter(Boolean).map(Number);
  return [...children, ...(await Promise.all(children.map(descendants))).flat()];
}
