import { createHash } from 'node:crypto';
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Catalogue, CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import { isFilePath } from '../../../../shared/model/catalogue-address.ts';
import { KeptFile } from '../../kept-file.ts';
import type { Logger } from '../../log/logger.ts';
import { type ParsedCatalogue, parseCatalogue } from './parse-catalogue.ts';

/** Of one catalogue, in bytes. */
const LIMIT = 4 * 1024 * 1024;
const TIMEOUT_MS = 15_000;
/** What was read stays good for so long, in milliseconds. */
const FRESH_MS = 60 * 60 * 1000;
/** After a failure it is asked again no sooner, in milliseconds. */
const AGAIN_MS = 60 * 1000;
/** The name of the one that Pier brings along. */
export const OWN_CATALOGUE = 'pier';

/** What is kept of a catalogue of the network for when it cannot be reached. */
const keptCatalogue = z.object({ address: z.string(), readAt: z.number(), text: z.string() });

interface Known {
  parsed: ParsedCatalogue | undefined;
  /** Of what is parsed. */
  readAt: number | undefined;
  error: AppError | undefined;
  /** When it was asked last. */
  triedAt: number;
}

export interface CataloguesOptions {
  /** The text of Pier's own. */
  own: string;
  /** Addresses and paths of others. */
  others: () => readonly string[];
  /** Where copies are kept. */
  folder: () => string;
  fetch: (address: string, options: { limit: number; timeoutMs: number }) => Promise<Buffer>;
  log: Logger;
  now?: () => number;
}

/** The catalogues of extensions: Pier's own, and those that a person added. */
export class Catalogues {
  readonly #options: CataloguesOptions;
  readonly #own: ParsedCatalogue;
  readonly #known = new Map<string, Known>();
  readonly #reading = new Map<string, Promise<Known>>();
  readonly #now: () => number;

  constructor(options: CataloguesOptions) {
    this.#options = options;
    this.#own = parseCatalogue(options.own, OWN_CATALOGUE);
    this.#now = options.now ?? Date.now;
  }

  /** All of them; one that cannot be read falls back alone. */
  async list(options: { refresh?: boolean } = {}): Promise<{
    entries: CatalogueEntry[];
    catalogues: Catalogue[];
  }> {
    const ids = this.#options.others();
    for (const id of this.#known.keys()) if (!ids.includes(id)) this.#known.delete(id);
    const others = await Promise.all(
      ids.map(async (id) => ({ id, known: await this.#read(id, options.refresh ?? false) })),
    );
    const entries = new Map<string, CatalogueEntry>();
    const own = { parsed: this.#own, readAt: undefined, error: undefined };
    // A person's own come first: what a company says of an extension holds there.
    for (const { known } of [...others, { known: own }]) {
      for (const entry of known.parsed?.entries ?? []) {
        if (!entries.has(entry.repository)) entries.set(entry.repository, entry);
      }
    }
    return {
      entries: [...entries.values()].sort((a, b) => a.title.localeCompare(b.title)),
      catalogues: [toCatalogue(OWN_CATALOGUE, own), ...others.map(({ id, known }) => toCatalogue(id, known))],
    };
  }

  async #read(id: string, refresh: boolean): Promise<Known> {
    const known = this.#known.get(id);
    const age = known ? this.#now() - known.triedAt : Number.POSITIVE_INFINITY;
    if (known && !refresh && age < (known.error ? AGAIN_MS : FRESH_MS) && !isFilePath(id)) return known;
    const running = this.#reading.get(id);
    if (running) return running;
    const reading = this.#readAnew(id, known).finally(() => this.#reading.delete(id));
    this.#reading.set(id, reading);
    return reading;
  }

  async #readAnew(id: string, before: Known | undefined): Promise<Known> {
    const triedAt = this.#now();
    let next: Known;
    try {
      const text = isFilePath(id) ? await readFileText(id) : await this.#fetchText(id);
      next = { parsed: parseCatalogue(text, id), readAt: triedAt, error: undefined, triedAt };
      if (!isFilePath(id)) await this.#keep(id, { address: id, readAt: triedAt, text });
    } catch (thrown) {
      const error = toAppError(thrown);
      const kept = before?.parsed ? before : await this.#kept(id);
      next = { parsed: kept?.parsed, readAt: kept?.readAt, error, triedAt };
    }
    this.#known.set(id, next);
    return next;
  }

  async #fetchText(id: string): Promise<string> {
    try {
      return (await this.#options.fetch(id, { limit: LIMIT, timeoutMs: TIMEOUT_MS })).toString('utf8');
    } catch (error) {
      throw new AppError(
        'catalogue_unreachable',
        `Read the catalogue '${id}': ${(error as Error).message}.`,
        'Check network, VPN and proxy, or its address in Settings > Extensions.',
        { cause: error },
      );
    }
  }

  async #kept(id: string): Promise<{ parsed: ParsedCatalogue; readAt: number } | undefined> {
    if (isFilePath(id)) return undefined;
    try {
      const kept = await this.#file(id).read();
      if (kept?.address !== id) return undefined;
      return { parsed: parseCatalogue(kept.text, id), readAt: kept.readAt };
    } catch {
      // A copy of what an older Pier understood.
      return undefined;
    }
  }

  /** Without a copy it works as well, while the network is there. */
  async #keep(id: string, kept: z.infer<typeof keptCatalogue>): Promise<void> {
    try {
      await mkdir(this.#options.folder(), { recursive: true, mode: 0o700 });
      await this.#file(id).write(kept);
    } catch (error) {
      this.#options.log.warn(`Keep a copy of the catalogue '${id}': it cannot be written.`, {
        error: toAppError(error).message,
      });
    }
  }

  #file(id: string): KeptFile<z.infer<typeof keptCatalogue>> {
    const name = `${createHash('sha256').update(id).digest('hex').slice(0, 32)}.json`;
    const { log, folder } = this.#options;
    return new KeptFile({ path: join(folder(), name), schema: keptCatalogue, log });
  }
}

function toCatalogue(id: string, { parsed, readAt, error }: Omit<Known, 'triedAt'>): Catalogue {
  return {
    id,
    name: parsed?.name ?? '',
    state: error ? (parsed ? 'kept' : 'failed') : 'read',
    count: parsed?.entries.length ?? 0,
    skipped: parsed?.skipped ?? 0,
    ...(readAt !== undefined && { readAt }),
    ...(error && { error: error.toData() }),
  };
}

/** @throws AppError `catalogue_unreachable` */
async function readFileText(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      const stat = await file.stat();
      if (!stat.isFile()) throw new Error('it is no file');
      if (stat.size > LIMIT) throw new Error(`it is larger than ${LIMIT / 1024 / 1024} MB`);
      return await file.readFile('utf8');
    } finally {
      await file.close();
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AppError(
      'catalogue_unreachable',
      `Read the catalogue '${path}': ${code === 'ENOENT' ? 'there is no such file' : (code ?? message)}.`,
      'Put the file there, or remove it in Settings > Extensions.',
      { cause: error },
    );
  }
}
