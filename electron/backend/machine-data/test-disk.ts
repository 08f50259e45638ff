import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';

const MIB = 1024 ** 2;

/** A sparse disk of 64 MiB with a few parts that have data, and a label as the guest gives it. */
export async function writeTestDisk(path: string, seed = 1): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.truncate(64 * MIB);
    const head = Buffer.alloc(4096);
    head.writeUInt16LE(0xef53, 1024 + 0x38);
    head.write('pier-data-1', 1024 + 0x78, 'latin1');
    await file.write(head, 0, head.length, 0);
    for (const [at, length] of [
      [3 * MIB, 64 * 1024],
      [20 * MIB + 4096, 3 * MIB + 4096],
      [63 * MIB, MIB],
    ] as const) {
      const bytes = Buffer.alloc(length, `${seed} ${at} `);
      await file.write(bytes, 0, length, at);
    }
  } finally {
    await file.close();
  }
}

export async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
