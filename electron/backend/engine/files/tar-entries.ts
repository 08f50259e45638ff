import {
  BLOCK,
  paddingOf,
  parseBlock,
  readOverrides,
  type TarEntry,
  type TarOverrides,
} from './tar-format.ts';

/** Names and PAX records are short; without a bound a broken archive could fill the memory. */
const EXTRA_LIMIT = 1024 * 1024;

export interface TarPiece {
  entry: TarEntry;
  /** The content. What is not read of it is skipped when the next entry is asked for. */
  body: AsyncIterable<Buffer>;
}

/**
 * The entries of an archive in their order. Nothing but the present chunk is held. The source is closed when the
 * caller stops. @throws Error where it is not a tar, or ends inside one.
 */
export async function* tarEntries(source: AsyncIterable<Buffer>): AsyncGenerator<TarPiece, void, void> {
  const reader = new ByteReader(source);
  let overrides: TarOverrides = {};
  try {
    while (true) {
      const header = await reader.exactly(BLOCK);
      // Some write no end at all.
      if (header === undefined) return;
      const block = parseBlock(header, overrides);
      if (block.kind === 'end') return;
      if (block.kind === 'extra') {
        if (block.size > EXTRA_LIMIT) throw new Error('This is not a tar archive that can be read.');
        const content = await reader.exactly(block.size);
        await reader.skip(paddingOf(block.size));
        overrides = readOverrides(block.flag, content ?? Buffer.alloc(0), overrides);
        continue;
      }
      overrides = {};
      const content = new TarContent(reader, block.entry.size);
      yield { entry: block.entry, body: content };
      await content.skip();
      await reader.skip(paddingOf(block.entry.size));
    }
  } finally {
    await reader.close();
  }
}

class TarContent implements AsyncIterable<Buffer> {
  #left: number;

  constructor(
    private readonly reader: ByteReader,
    size: number,
  ) {
    this.#left = size;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    while (this.#left > 0) {
      const bytes = await this.reader.some(this.#left);
      this.#left -= bytes.length;
      yield bytes;
    }
  }

  async skip(): Promise<void> {
    await this.reader.skip(this.#left);
    this.#left = 0;
  }
}

/** Reads a source in pieces of the lengths that are asked for. */
export class ByteReader {
  readonly #iterator: AsyncIterator<Buffer>;
  #chunk: Buffer = Buffer.alloc(0);

  constructor(source: AsyncIterable<Buffer>) {
    this.#iterator = source[Symbol.asyncIterator]();
  }

  /** At least one byte, `limit` at most. */
  async some(limit: number): Promise<Buffer> {
    if (!(await this.#fill())) throw new Error('The archive ends in the middle.');
    const bytes = this.#chunk.subarray(0, limit);
    this.#chunk = this.#chunk.subarray(bytes.length);
    return bytes;
  }

  /** undefined at the end of the source. */
  async exactly(length: number): Promise<Buffer | undefined> {
    if (this.#chunk.length >= length) return this.some(length);
    if (!(await this.#fill())) return undefined;
    const parts: Buffer[] = [];
    for (let left = length; left > 0; left -= parts.at(-1)?.length ?? 0) parts.push(await this.some(left));
    return Buffer.concat(parts);
  }

  async skip(length: number): Promise<void> {
    for (let left = length; left > 0; ) left -= (await this.some(left)).length;
  }

  async close(): Promise<void> {
    await this.#iterator.return?.();
  }

  async #fill(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const next = await this.#iterator.next();
      if (next.done) return false;
      this.#chunk = next.value;
    }
    return true;
  }
}
