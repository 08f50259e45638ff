import { Readable } from 'node:stream';
import { readableName } from '../../../../shared/byte-string.ts';
import type { FileEntry, FileTarget } from '../../../../shared/contract/files.ts';
import { folderOf, nameOf } from '../../../../shared/file-path.ts';
import type { Download } from '../../transfers/transfer-desk.ts';
import type { Engine } from '../engine.ts';
import type { FileAccess } from './file-access.ts';
import { notAFile, shown } from './file-errors.ts';
import { joinArchives } from './join-archives.ts';

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
  const name = titleOf(engine, target, path);
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

/** Several of a folder, as one tar that is named after the folder. */
export function downloadMany(options: {
  engine: Engine;
  access: FileAccess;
  target: FileTarget;
  paths: readonly string[];
}): Download & { fileName: string } {
  const { engine, access, target, paths } = options;
  const [first = '/'] = paths;
  return {
    fileName: `${titleOf(engine, target, folderOf(first))}.tar`,
    contentType: 'application/x-tar',
    size: undefined,
    async open(signal) {
      const { files, inside, release } = await access.open(target);
      const archives = async function* () {
        for (const path of paths) {
          try {
            yield await files.archive(inside(path), signal);
          } catch (error) {
            throw engine.explain(error, { verb: 'download', operand: shown(path) });
          }
        }
      };
      const stream = Readable.from(joinArchives(archives()), { objectMode: false });
      stream.once('close', release);
      return stream;
    },
  };
}

function titleOf(engine: Engine, target: FileTarget, path: string): string {
  return readableName(nameOf(path)) || (target.kind === 'volume' ? target.name : engine.nameOf(target.id));
}
