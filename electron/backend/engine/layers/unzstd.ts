import { spawn } from 'node:child_process';
import { Duplex, type Transform } from 'node:stream';
import * as zlib from 'node:zlib';

/** Node has it from 22.15 on. */
const { createZstdDecompress } = zlib as { createZstdDecompress?: () => Transform };

/**
 * Unpacks zstd (RFC 8878): Node itself where it can, which the desktop app's does, else the program of that name. A
 * package for so rare a case would have to be trusted and kept for it: engines of the default store have no such layers.
 * The stream fails where there is neither, and where the data is damaged.
 */
export function unzstd(program = 'zstd', native = createZstdDecompress): Duplex {
  if (native) return native();
  const child = spawn(program, ['-dcq'], { stdio: ['pipe', 'pipe', 'ignore'] });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  // Whoever reads is told; one that was left early reads no more.
  ended.catch(() => {});
  const unpacked = async function* () {
    try {
      yield* child.stdout;
      const code = await ended.catch((cause) => {
        throw new Error(
          `its layers are compressed by zstd: install the program '${program}', or run Pier with Node 22.15 or newer`,
          { cause },
        );
      });
      if (code !== 0) throw new Error('a layer is no whole zstd file');
    } finally {
      child.kill();
    }
  };
  return Duplex.from({ writable: child.stdin, readable: unpacked() });
}
