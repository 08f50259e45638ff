import { type FileHandle, open } from 'node:fs/promises';
import { LineReader } from './line-reader.ts';

const BYTES_PER_LINE_AT_MOST = 1024;

export interface LastLines {
  lines: string[];
  /** Where the file ended when it was read: the place to follow it from. */
  end: number;
}

/**
 * The last `count` lines of a text file, oldest first, and fewer where they are very long. A file that does not
 * exist has none. Reads the end of the file only.
 */
export async function readLastLines(path: string, count: number): Promise<LastLines> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { lines: [], end: 0 };
    throw error;
  }
  try {
    const { size } = await handle.stat();
    const start = Math.max(0, size - Math.max(64 * 1024, count * BYTES_PER_LINE_AT_MOST));
    const buffer = Buffer.alloc(size - start);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, start);
    const reader = new LineReader();
    const lines = [...reader.push(buffer.subarray(0, bytesRead)), ...reader.flush()];
    // The first line is half a line where the reading began in the middle of the file.
    if (start > 0) lines.shift();
    return { lines: count === 0 ? [] : lines.slice(-count), end: start + bytesRead };
  } finally {
    await handle.close();
  }
}
