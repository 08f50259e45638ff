import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type TarHeader, TarHeaders } from './tar-headers.ts';

async function read(tar: Buffer, chunkSize: number): Promise<TarHeader[]> {
  const headers: TarHeader[] = [];
  const chunks: Buffer[] = [];
  for (let at = 0; at < tar.length; at += chunkSize) chunks.push(tar.subarray(at, at + chunkSize));
  await pipeline(Readable.from(chunks), new TarHeaders((header) => headers.push(header)));
  return headers;
}

async function make(): Promise<Buffer> {
  const tar = pack();
  tar.entry({ name: 'folder/', type: 'directory', mode: 0o755 }, () => {});
  tar.entry({ name: 'file', mode: 0o4755 }, 'x'.repeat(513));
  tar.entry({ name: 'empty' }, '');
  tar.entry({ name: `${'a'.repeat(90)}/${'b'.repeat(90)}` }, 'y');
  tar.entry({ name: `${'Grüße/'.repeat(60)}end` }, 'z');
  tar.entry({ name: 'link', type: 'symlink', linkname: 'c'.repeat(150) }, () => {});
  tar.entry({ name: 'hard', type: 'link', linkname: 'file' }, () => {});
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

describe('TarHeaders', () => {
  it.each([1, 100, 512, 700, 1_000_000])(
    'reads names, kinds and sizes, cut at %i bytes',
    async (chunkSize) => {
      expect(await read(await make(), chunkSize)).toEqual([
        { name: 'folder/', type: '5', size: 0, mode: 0o755, linkname: '' },
        { name: 'file', type: '0', size: 513, mode: 0o4755, linkname: '' },
        { name: 'empty', type: '0', size: 0, mode: 0o644, linkname: '' },
        { name: `${'a'.repeat(90)}/${'b'.repeat(90)}`, type: '0', size: 1, mode: 0o644, linkname: '' },
        { name: `${'Grüße/'.repeat(60)}end`, type: '0', size: 1, mode: 0o644, linkname: '' },
        { name: 'link', type: '2', size: 0, mode: 0o644, linkname: 'c'.repeat(150) },
        { name: 'hard', type: '1', size: 0, mode: 0o644, linkname: 'file' },
      ]);
    },
  );

  it('reads GNU’s long names and large numbers', async () => {
    const long = 'd'.repeat(300);
    const header = (name: string, type: string, size: number) => {
      const block = Buffer.alloc(512);
      block.write(name, 0);
      block.write('0000644\0', 100);
      block[124] = 0x80;
      block.writeUInt32BE(size, 132);
      block.write(type, 156);
      block.write('ustar  \0', 257);
      block.write('        ', 148);
      const sum = block.reduce((all, byte) => all + byte, 0);
      block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
      return block;
    };
    const content = Buffer.alloc(512);
    content.write(`${long}\0`);
    const tar = Buffer.concat([
      header('././@LongLink', 'L', 301),
      content,
      header('cut', '0', 0),
      Buffer.alloc(1024),
    ]);
    expect(await read(tar, 333)).toEqual([{ name: long, type: '0', size: 0, mode: 0o644, linkname: '' }]);
  });

  it('fails on what is no tar, and on a part of one', async () => {
    await expect(read(Buffer.from('These are words. '.repeat(100)), 512)).rejects.toThrow('no tar');
    await expect(read((await make()).subarray(0, 1200), 512)).rejects.toThrow('in the middle');
    expect(await read(Buffer.alloc(1024), 512)).toEqual([]);
  });
});
