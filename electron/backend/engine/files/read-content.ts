import { buffer } from 'node:stream/consumers';
import { EDIT_LIMIT, type FileContent } from '../../../../shared/contract/files.ts';
import { notAFile } from './file-errors.ts';
import type { FileSystem } from './file-system.ts';
import { decodeText, pictureType } from './text-content.ts';

/** As base64 it fits into a message. */
const PICTURE_LIMIT = 2.5 * 1024 * 1024;
const HEX_BYTES = 16 * 1024;
const LARGE_TEXT_BYTES = 256 * 1024;

/** A file as it can be shown. @throws AppError `file_not_found`, `bad_input` where it has no content. */
export async function readContent(
  files: FileSystem,
  path: string,
  signal: AbortSignal,
): Promise<FileContent> {
  const entry = await files.stat(path, { follow: true }, signal);
  if (entry.type !== 'file') throw notAFile(path);
  // What says that it is empty may not be: files of /proc.
  const bytes = await buffer(await files.read(path, EDIT_LIMIT + 1, signal));
  const mediaType = pictureType(bytes);
  if (mediaType && entry.size <= PICTURE_LIMIT) {
    const picture =
      bytes.length > EDIT_LIMIT ? await buffer(await files.read(path, PICTURE_LIMIT, signal)) : bytes;
    return { kind: 'image', entry, mediaType, base64: picture.toString('base64') };
  }
  const isLarge = bytes.length > EDIT_LIMIT;
  const shown = isLarge ? bytes.subarray(0, LARGE_TEXT_BYTES) : bytes;
  const decoded = decodeText(shown, isLarge);
  if (!decoded) return { kind: 'binary', entry, base64: bytes.subarray(0, HEX_BYTES).toString('base64') };
  return isLarge ? { kind: 'large text', entry, text: decoded.text } : { kind: 'text', entry, ...decoded };
}
