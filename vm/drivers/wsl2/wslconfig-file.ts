import { constants, copyFile, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** How the bytes of a .wslconfig are read, and written again. */
export type ConfigEncoding = 'utf-8' | 'utf-8-mark' | 'utf-16le' | 'bytes';

export interface WslConfigText {
  text: string;
  encoding: ConfigEncoding;
  /** False where there is no file. */
  exists: boolean;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16_MARK = Buffer.from([0xff, 0xfe]);

/** What a person's .wslconfig is kept as before Pier first changes it. */
export const BACKUP_SUFFIX = '.before-pier';

/** Where it is: below %UserProfile%. */
export function wslConfigPath(env: NodeJS.ProcessEnv, homeFolder: string): string {
  return join(env.USERPROFILE || homeFolder, '.wslconfig');
}

export function decodeConfig(bytes: Buffer): Pick<WslConfigText, 'text' | 'encoding'> {
  if (bytes.subarray(0, 2).equals(UTF16_MARK))
    return { text: bytes.toString('utf16le', 2), encoding: 'utf-16le' };
  if (bytes.subarray(0, 3).equals(UTF8_MARK))
    return { text: bytes.toString('utf8', 3), encoding: 'utf-8-mark' };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), encoding: 'utf-8' };
  } catch {
    // A comment in the code page of some editor: it is kept byte by byte.
    return { text: bytes.toString('latin1'), encoding: 'bytes' };
  }
}

export function encodeConfig(text: string, encoding: ConfigEncoding): Buffer {
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(text);
    case 'utf-8-mark':
      return Buffer.concat([UTF8_MARK, Buffer.from(text)]);
    case 'utf-16le':
      return Buffer.concat([UTF16_MARK, Buffer.from(text, 'utf16le')]);
    case 'bytes':
      return Buffer.from(text, 'latin1');
  }
}

export async function readConfigFile(path: string): Promise<WslConfigText> {
  try {
    return { ...decodeConfig(await readFile(path)), exists: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return { text: '', encoding: 'utf-8', exists: false };
  }
}

/**
 * Replaces the file whole, with its encoding. A person's own is kept beside it before it is first changed, and that copy
 * is never written over.
 */
export async function writeConfigFile(path: string, before: WslConfigText, text: string): Promise<void> {
  if (before.exists) {
    await copyFile(path, path + BACKUP_SUFFIX, constants.COPYFILE_EXCL).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'EEXIST') throw error;
      },
    );
  }
  const fresh = `${path}.pier-new`;
  try {
    await writeFile(fresh, encodeConfig(text, before.encoding));
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw error;
  }
}
