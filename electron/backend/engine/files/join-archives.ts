import { ByteReader } from './tar-entries.ts';
import { BLOCK, paddingOf, parseBlock, readOverrides, type TarOverrides } from './tar-format.ts';

/**
 * Several archives as one, byte for byte but for their ends: names, owners and what else is in their headers stay as
 * they are. One after the other is opened, and nothing but the present chunk is held.
 * @throws Error where one is not a tar, or ends inside an entry
 */
export async function* joinArchives(
  archives: AsyncIterable<AsyncIterable<Buffer>>,
): AsyncGenerator<Buffer, void, void> {
  for await (const archive of archives) yield* withoutEnd(archive);
  yield Buffer.alloc(2 * BLOCK);
}

async function* withoutEnd(archive: AsyncIterable<Buffer>): AsyncGenerator<Buffer, void, void> {
  const reader = new ByteReader(archive);
  let overrides: TarOverrides = {};
  try {
    while (true) {
      const header = await reader.exactly(BLOCK);
      if (header === undefined) return;
      const block = parseBlock(header, overrides);
      if (block.kind === 'end') return;
      yield header;
      if (block.kind === 'extra') {
        const content = (await reader.exactly(block.size)) ?? Buffer.alloc(0);
        overrides = readOverrides(block.flag, content, overrides);
        yield content;
        yield* pass(reader, paddingOf(block.size));
      } else {
        overrides = {};
        yield* pass(reader, block.entry.size + paddingOf(block.entry.size));
      }
    }
  } finally {
    await reader.close();
  }
}

async function* pass(reader: ByteReader, length: number): AsyncGenerator<Buffer, void, void> {
  for (let left = length; left > 0; ) {
    const bytes = await reader.some(left);
    left -= bytes.length;
    yield bytes;
  }
}
