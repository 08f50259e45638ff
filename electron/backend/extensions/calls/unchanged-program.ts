import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../../shared/errors.ts';

/** What files were when they were read last, by their paths: one that is still that is not read again. */
const known = new Map<string, { state: string; sha256: string }>();

/**
 * Holds a program of an extension to what a person was shown when it was installed: its file lies where other programs
 * of this computer can write. @param program.sha256 hexadecimal
 * @throws AppError `extension_changed`, `file_not_found`
 */
export async function requireUnchanged(program: {
  name: string;
  path: string;
  sha256: string | undefined;
  /** Of the extension. */
  title: string;
}): Promise<void> {
  const { name, path, sha256, title } = program;
  if ((await digestOf(path, name)) === sha256) return;
  throw new AppError(
    'extension_changed',
    `Cannot run '${name}' of '${title}': its file is not the one that was installed.`,
    'Somebody changed it. Install the extension again if you trust it still.',
  );
}

async function digestOf(path: string, name: string): Promise<string> {
  try {
    // The time of change cannot be set back, unlike that of what is written.
    const { dev, ino, size, mtimeNs, ctimeNs } = await stat(path, { bigint: true });
    const state = [dev, ino, size, mtimeNs, ctimeNs].join();
    const before = known.get(path);
    if (before?.state === state) return before.sha256;
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const sha256 = hash.digest('hex');
    known.set(path, { state, sha256 });
    return sha256;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new AppError(
      'file_not_found',
      `Read '${name}', a program of an extension: ${code === 'ENOENT' ? 'its file is gone' : message}.`,
      'Install the extension again.',
      { cause: error },
    );
  }
}
