import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { expect, it } from 'vitest';
import { unzstd } from './unzstd.ts';

const DATA = Buffer.concat([randomBytes(3_000_000), Buffer.alloc(3_000_000)]);
const PACKED = execFileSync('zstd', ['-cq'], { input: DATA, maxBuffer: 10_000_000 });

async function unpack(packed: Buffer, program = 'zstd'): Promise<Buffer> {
  let unpacked = Buffer.alloc(0);
  // What Node has of its own is left aside: the test is to be the same with every Node.
  await pipeline(Readable.from([packed]), unzstd(program, undefined), async (source) => {
    unpacked = await buffer(source);
  });
  return unpacked;
}

it('unpacks, whatever Node it runs with', async () => {
  expect((await unpack(PACKED)).equals(DATA)).toBe(true);
  const chunks = Readable.from([PACKED.subarray(0, 7), PACKED.subarray(7)]);
  expect((await buffer(chunks.pipe(unzstd()))).equals(DATA)).toBe(true);
});

it('fails where the data ends early, is something else, or there is no program', async () => {
  await expect(unpack(PACKED.subarray(0, PACKED.length - 100))).rejects.toThrow('no whole zstd file');
  await expect(unpack(Buffer.from('no zstd at all'))).rejects.toThrow();
  await expect(unpack(PACKED, '/no/such/zstd')).rejects.toThrow();
});
