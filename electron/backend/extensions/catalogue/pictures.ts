import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { pictureData } from './picture-type.ts';

/** Of one picture, in bytes. */
const LIMIT = 4 * 1024 * 1024;
const TIMEOUT_MS = 20_000;
/** Of all that are kept, in bytes. */
const KEPT_LIMIT = 96 * 1024 * 1024;
const FRESH_MS = 7 * 24 * 60 * 60 * 1000;
/** An address that gave nothing is not asked again sooner, in milliseconds. */
const AGAIN_MS = 2 * 60 * 1000;
const AT_ONCE = 6;
/** How often what is kept is looked through for what has to go: after so many new pictures. */
const TIDY_EVERY = 50;

export interface PicturesOptions {
  folder: () => string;
  fetch: (address: string, options: { limit: number; timeoutMs: number }) => Promise<Buffer>;
  /** The file of a `file:` address; undefined for one that must not be read. */
  pathOf: (url: string) => string | undefined;
  now?: () => number;
}

/**
 * Pictures of extensions: fetched here, so that a page asks no server of strangers for anything, kept for when there is
 * no network, and handed out as data.
 */
export class Pictures {
  readonly #options: PicturesOptions;
  readonly #now: () => number;
  readonly #running = new Map<string, Promise<string | undefined>>();
  readonly #failedAt = new Map<string, number>();
  readonly #waiting: (() => void)[] = [];
  #atWork = 0;
  #added = 0;

  constructor(options: PicturesOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
  }

  /** As a `data:` address; undefined where it cannot be had now, or is none. Never rejects. */
  async get(url: string): Promise<string | undefined> {
    if (url.startsWith('data:')) return fromDataAddress(url);
    const path = this.#options.pathOf(url);
    if (path !== undefined) return await readPicture(path);
    if (!/^https?:/.test(url)) return undefined;
    const running =
      this.#running.get(url) ?? this.#keptOrFetched(url).finally(() => this.#running.delete(url));
    this.#running.set(url, running);
    return await running;
  }

  async #keptOrFetched(url: string): Promise<string | undefined> {
    const name = createHash('sha256').update(url).digest('hex').slice(0, 40);
    const path = join(this.#options.folder(), name);
    const age = await stat(path).then(
      ({ mtimeMs }) => this.#now() - mtimeMs,
      () => undefined,
    );
    const kept = age === undefined ? undefined : await readPicture(path);
    if (kept && age !== undefined && age < FRESH_MS) return kept;
    if (this.#now() - (this.#failedAt.get(url) ?? Number.NEGATIVE_INFINITY) < AGAIN_MS) return kept;
    try {
      const bytes = await this.#inTurn(() =>
        this.#options.fetch(url, { limit: LIMIT, timeoutMs: TIMEOUT_MS }),
      );
      const data = pictureData(bytes);
      if (data === undefined) throw new Error('it is no picture');
      await this.#keep(path, bytes);
      this.#failedAt.delete(url);
      return data;
    } catch {
      if (this.#failedAt.size > 1000) this.#failedAt.clear();
      this.#failedAt.set(url, this.#now());
      return kept;
    }
  }

  /** Without room for it on the disk it is shown all the same. */
  async #keep(path: string, bytes: Buffer): Promise<void> {
    try {
      await mkdir(this.#options.folder(), { recursive: true, mode: 0o700 });
      await writeFileAtomic(path, bytes, { mode: 0o600 });
      const now = new Date(this.#now());
      await utimes(path, now, now);
      this.#added += 1;
      if (this.#added % TIDY_EVERY === 1) await this.#tidy();
    } catch {
      // Asked for again the next time.
    }
  }

  /** Of more than may be kept those go that were fetched first. */
  async #tidy(): Promise<void> {
    const folder = this.#options.folder();
    const files = await Promise.all(
      (await readdir(folder)).map(async (name) => {
        const { size, mtimeMs } = await stat(join(folder, name));
        return { path: join(folder, name), size, mtimeMs };
      }),
    );
    let total = files.reduce((sum, { size }) => sum + size, 0);
    for (const { path, size } of files.sort((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (total <= KEPT_LIMIT) return;
      await rm(path, { force: true });
      total -= size;
    }
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#atWork >= AT_ONCE) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#atWork += 1;
    try {
      return await work();
    } finally {
      this.#atWork -= 1;
      this.#waiting.shift()?.();
    }
  }
}

async function readPicture(path: string): Promise<string | undefined> {
  try {
    const { size } = await stat(path);
    return size > LIMIT ? undefined : pictureData(await readFile(path));
  } catch {
    return undefined;
  }
}

/** Written anew with the type that it has. */
function fromDataAddress(url: string): string | undefined {
  const [, base64, content = ''] =
    /^data:image\/[a-z0-9.+-]+(?:;charset=[a-z0-9-]+)?(;base64)?,(.*)$/is.exec(url) ?? [];
  try {
    return pictureData(
      Buffer.from(base64 ? content : decodeURIComponent(content), base64 ? 'base64' : 'utf8'),
    );
  } catch {
    return undefined;
  }
}
