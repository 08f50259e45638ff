import { Readable } from 'node:stream';
import { constants, gunzipSync } from 'node:zlib';
import { AppError } from '../../../../shared/errors.ts';
import { BLOCK, parseBlock, type TarEntry } from '../files/tar-format.ts';

/** bzip2, xz, zstd: engines unpack them, as they do gzip. */
const OTHER_COMPRESSIONS = ['425a68', 'fd377a585a00', '28b52ffd'];
/** A header, however it is compressed; and never more than can be unpacked at once. */
const START_BYTES = 4096;
const MAX_UNPACKED = 64 * 1024 * 1024;

export interface CheckedTar {
  body: Readable;
  /** The entry of the archive's own root, "./", where it begins with one; known once `body` was read. */
  root(): TarEntry | undefined;
}

/**
 * The same bytes, refused before the first of them where they are no archive: what is no tar must not cost what is
 * there. Fails with AppError `bad_input`.
 */
export function checkedTar(body: Readable, fileName: string): CheckedTar {
  let root: TarEntry | undefined;
  const check = (start: Buffer): Buffer => {
    const first = firstEntry(start);
    if (first === 'no tar') throw noTar(fileName);
    if (first !== 'unknown' && first.type === 'folder' && first.name === '.') root = first;
    return start;
  };
  return { body: Readable.from(withStart(body, check), { objectMode: false }), root: () => root };
}

/** Passes on what `check` makes of the first bytes, enough of them for a header, and then the others. */
async function* withStart(
  body: Readable,
  check: (start: Buffer) => Buffer,
): AsyncGenerator<Buffer, void, void> {
  let start: Buffer | undefined = Buffer.alloc(0);
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (!start) {
      yield chunk;
      continue;
    }
    start = Buffer.concat([start, chunk]);
    if (start.length < START_BYTES) continue;
    yield check(start);
    start = undefined;
  }
  if (start) yield check(start);
}

/** "unknown" where it is compressed in a way that cannot be read here. */
function firstEntry(start: Buffer): TarEntry | 'unknown' | 'no tar' {
  const hex = start.subarray(0, 6).toString('hex');
  if (OTHER_COMPRESSIONS.some((magic) => hex.startsWith(magic))) return 'unknown';
  try {
    const tar = hex.startsWith('1f8b')
      ? gunzipSync(start.subarray(0, START_BYTES), {
          finishFlush: constants.Z_SYNC_FLUSH,
          maxOutputLength: MAX_UNPACKED,
        })
      : start;
    if (tar.length < BLOCK) return 'no tar';
    const block = parseBlock(tar.subarray(0, BLOCK), {});
    return block.kind === 'entry' ? block.entry : 'unknown';
  } catch {
    return 'no tar';
  }
}

function noTar(fileName: string): AppError {
  return new AppError(
    'bad_input',
    `Cannot import '${fileName}': it is not a tar archive.`,
    'Choose a .tar, .tar.gz, .tar.bz2 or .tar.xz file.',
  );
}
