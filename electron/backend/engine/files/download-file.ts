import type { Readable } from 'node:stream';
import { readableName } from '../../../../shared/byte-string.ts';
import type { FileEntry, FileTarget } from '../../../../shared/contract/files.ts';
import { nameOf } from '../../../../shared/file-path.ts';
import type { Download } from '../../transfers/transfer-desk.ts';
import type { Engine } from '../engine.ts';
import type { FileAccess } from './file-access.ts';
import { notAFile, shown } from './file-errors.ts';

/** For what says that it is empty and may not be: files of /proc. */
const UNKNOWN_SIZE_LIMIT = 64 * 1024 * 1024;

/** A file as it is, a folder as a tar. @throws AppError `bad_input` for what has no content. */
export function downloadFile(options: {
  engine: Engine;
  access: FileAccess;
  target: FileTarget;
  path: string;
  /** Of what the path leads to. */
  entry: FileEntry;
}): Download & { fileName: string } {
  const { engine, access, target, path, entry } = options;
  if (entry.type !== 'file' && entry.type !== 'folder') throw notAFile(path);
  const isFolder = entry.type === 'folder';
  const name =
    readableName(nameOf(path)) || (target.kind === 'volume' ? target.name : engine.nameOf(target.id));
  return {
    fileName: isFolder ? `${name}.tar` : name,
    ...(isFolder ? { contentType: 'application/x-tar' } : {}),
    size: isFolder || entry.size === 0 ? undefined : entry.size,
    async open(signal) {
      const { files, inside, release } = await access.open(target);
      let stream: Readable;
      try {
        stream = isFolder
          ? await files.archive(inside(path), signal)
          : await files.read(inside(path), entry.size || UNKNOWN_SIZE_LIMIT, signal);
      } catch (error) {
        release();
        throw engine.explain(error, { verb: 'download', operand: shown(path) });
      }
      stream.once('close', release);
      return stream;
    },
  };
}
