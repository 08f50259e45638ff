import { open, stat } from 'node:fs/promises';
import { readExtents } from './copy-disk.ts';
import { sparseExtents } from './sparse-extents.ts';

/** Whether two files of holes and data read the same. What is a hole in both is not read. */
export async function sameContent(one: string, other: string, signal: AbortSignal): Promise<boolean> {
  if ((await stat(one)).size !== (await stat(other)).size) return false;
  // A part that one of both has as a hole may be zeros in the other.
  return (await holds(one, other, signal)) && (await holds(other, one, signal));
}

/** Whether `other` reads as `one` wherever that has data. */
async function holds(one: string, other: string, signal: AbortSignal): Promise<boolean> {
  const extents = await sparseExtents(one);
  const first = await open(one, 'r');
  const second = await open(other, 'r');
  try {
    const counterpart = Buffer.allocUnsafe(1024 ** 2);
    for await (const { offset, bytes } of readExtents(first, extents)) {
      signal.throwIfAborted();
      for (let at = 0; at < bytes.length; ) {
        const { bytesRead } = await second.read(counterpart, 0, bytes.length - at, offset + at);
        if (bytesRead === 0 || bytes.compare(counterpart, 0, bytesRead, at, at + bytesRead) !== 0)
          return false;
        at += bytesRead;
      }
    }
    return true;
  } finally {
    await first.close();
    await second.close();
  }
}
