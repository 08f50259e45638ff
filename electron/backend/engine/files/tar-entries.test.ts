import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { bytesToString } from '../../../../shared/byte-string.ts';
import { tarEntries } from './tar-entries.ts';
import { paddingOf, TAR_END, type TarEntry, tarHeader } from './tar-format.ts';

const plain: TarEntry = {
  name: 'a.txt',
  type: 'file',
  mode: 0o4755,
  uid: 999,
  gid: 70_000_000,
  size: 5,
  modifiedAt: 1_700_000_000_000,
};

/** In chunks of a size that divides nothing. */
async function* chunked(bytes: Buffer, size = 97): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(source: AsyncIterable<Buffer>) {
  const found: { entry: TarEntry; text: string }[] = [];
  for await (const { entry, body } of tarEntries(source)) {
    const parts: Buffer[] = [];
    for await (const part of body) parts.push(part);
    found.push({ entry, text: Buffer.concat(parts).toString() });
  }
  return found;
}

function tarOf(entries: { entry: TarEntry; text?: string }[]): Buffer {
  return Buffer.concat([
    ...entries.flatMap(({ entry, text = '' }) => [
      tarHeader(entry),
      Buffer.from(text),
      Buffer.alloc(paddingOf(text.length)),
    ]),
    TAR_END,
  ]);
}

describe('tarEntries', () => {
  it('reads what tarHeader writes: any bytes, long names, big numbers', async () => {
    const entries = [
      { entry: plain, text: 'hello' },
      { entry: { ...plain, name: `${'long/'.repeat(60)}é`, type: 'folder' as const, size: 0 } },
      { entry: { ...plain, name: bytesToString(Uint8Array.from([0x61, 0xff])), size: 0 } },
      { entry: { ...plain, name: 'l', type: 'link' as const, size: 0, linkTarget: 'x/'.repeat(80) } },
    ];
    const found = await read(chunked(tarOf(entries)));
    expect(found.map(({ entry }) => entry)).toEqual(entries.map(({ entry }) => entry));
    expect(found[0]?.text).toBe('hello');
    expect(tarHeader({ ...plain, size: 20 * 1024 ** 3 }).length).toBe(512);
  });

  it("reads another's archives, PAX among them, and skips what nobody reads", async () => {
    const tar = pack();
    tar.entry({ name: `${'päx/'.repeat(50)}f`, mode: 0o600, uid: 1, gid: 2 }, 'x'.repeat(2000));
    tar.entry({ name: 'last', pax: { mtime: '1700000000.25' } }, 'end');
    tar.finalize();
    const names: string[] = [];
    for await (const { entry } of tarEntries(tar as AsyncIterable<Buffer>)) names.push(entry.name);
    expect(names).toEqual([`${'päx/'.repeat(50)}f`, 'last']);
  });

  it('tells an archive from anything else, and a whole one from a cut one', async () => {
    await expect(read(chunked(Buffer.alloc(2000, 'no tar')))).rejects.toThrow('not a tar');
    const cut = tarOf([{ entry: plain, text: 'hello' }]).subarray(0, 515);
    await expect(read(chunked(cut))).rejects.toThrow('ends in the middle');
    expect(await read(chunked(Buffer.alloc(0)))).toEqual([]);
  });
});
