import { bytesToString, stringToBytes } from '../../../../shared/byte-string.ts';

/** The parts of a tar that are needed here. Names are byte strings: tar-stream's are UTF-8, and lose what is not. */
export interface TarEntry {
  /** As it stands in the archive, without a "/" at its end. */
  name: string;
  type: 'file' | 'folder' | 'link' | 'hard link' | 'device' | 'pipe';
  /** The lower twelve bits. */
  mode: number;
  uid: number;
  gid: number;
  /** Of the content that follows, in bytes. */
  size: number;
  /** Milliseconds since the epoch. */
  modifiedAt: number;
  /** Of a link or a hard link. */
  linkTarget?: string;
}

export const BLOCK = 512;
const NAME_BYTES = 100;
/** Eleven octal digits. */
const SIZE_LIMIT = 8 ** 11;

const TYPES: Record<string, TarEntry['type']> = {
  '\0': 'file',
  '0': 'file',
  '7': 'file',
  '1': 'hard link',
  '2': 'link',
  '3': 'device',
  '4': 'device',
  '5': 'folder',
  '6': 'pipe',
};
const FLAGS: Record<TarEntry['type'], string> = {
  file: '0',
  'hard link': '1',
  link: '2',
  device: '3',
  folder: '5',
  pipe: '6',
};

/** Two empty blocks. */
export const TAR_END = new Uint8Array(2 * BLOCK);

/** How many bytes follow a content so that the next header begins a block. */
export function paddingOf(size: number): number {
  return (BLOCK - (size % BLOCK)) % BLOCK;
}

/** The header of an entry, with GNU's extra headers before it where a name is long. */
export function tarHeader(entry: TarEntry): Buffer {
  const name = Buffer.from(stringToBytes(entry.type === 'folder' ? `${entry.name}/` : entry.name));
  const link = Buffer.from(stringToBytes(entry.linkTarget ?? ''));
  return Buffer.concat([
    ...(name.length > NAME_BYTES ? longName('L', name) : []),
    ...(link.length > NAME_BYTES ? longName('K', link) : []),
    block({ name, link, flag: FLAGS[entry.type], entry }),
  ]);
}

function longName(flag: 'L' | 'K', bytes: Buffer): Buffer[] {
  const content = Buffer.concat([bytes, Buffer.alloc(1)]);
  const entry = { mode: 0o644, uid: 0, gid: 0, size: content.length, modifiedAt: 0 };
  const header = block({ name: Buffer.from('././@LongLink'), link: Buffer.alloc(0), flag, entry });
  return [header, content, Buffer.alloc(paddingOf(content.length))];
}

function block(parts: {
  name: Buffer;
  link: Buffer;
  flag: string;
  entry: Pick<TarEntry, 'mode' | 'uid' | 'gid' | 'size' | 'modifiedAt'>;
}): Buffer {
  const { name, link, flag, entry } = parts;
  const header = Buffer.alloc(BLOCK);
  name.copy(header, 0, 0, NAME_BYTES);
  writeNumber(header, 100, 8, entry.mode);
  writeNumber(header, 108, 8, entry.uid);
  writeNumber(header, 116, 8, entry.gid);
  writeNumber(header, 124, 12, entry.size);
  writeNumber(header, 136, 12, Math.max(0, Math.floor(entry.modifiedAt / 1000)));
  header.write(flag, 156, 'latin1');
  link.copy(header, 157, 0, NAME_BYTES);
  // GNU's magic: long names are told its way, not by PAX.
  header.write('ustar  \0', 257, 'latin1');
  header.write(`${checksum(header).toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

/** Octal with a NUL, or GNU's base 256 where that has no room. */
function writeNumber(header: Buffer, at: number, length: number, value: number): void {
  if (value < Math.min(8 ** (length - 1), SIZE_LIMIT)) {
    header.write(`${value.toString(8).padStart(length - 1, '0')}\0`, at, 'latin1');
    return;
  }
  let rest = value;
  for (let i = at + length - 1; i > at; i--) {
    header[i] = rest % 256;
    rest = Math.floor(rest / 256);
  }
  header[at] = 0x80;
}

function checksum(header: Buffer): number {
  let sum = 8 * 0x20;
  for (let i = 0; i < BLOCK; i++) if (i < 148 || i >= 156) sum += header[i] ?? 0;
  return sum;
}

/** Values of extra headers that hold for the next entry. */
export interface TarOverrides {
  path?: string;
  linkpath?: string;
  size?: number;
  uid?: number;
  gid?: number;
  mtime?: number;
}

export type TarBlock =
  | { kind: 'entry'; entry: TarEntry }
  /** Its content changes the next entry: `readOverrides`. */
  | { kind: 'extra'; flag: string; size: number }
  | { kind: 'end' };

/** Reads a header block. @throws Error where it is none. */
export function parseBlock(header: Buffer, overrides: TarOverrides): TarBlock {
  if (header.every((byte) => byte === 0)) return { kind: 'end' };
  if (checksum(header) !== readNumber(header, 148, 8)) throw new Error('This is not a tar archive.');
  const flag = String.fromCharCode(header[156] ?? 0);
  const size = overrides.size ?? readNumber(header, 124, 12);
  if ('xgLK'.includes(flag)) return { kind: 'extra', flag, size };
  const type = TYPES[flag];
  if (!type) return { kind: 'extra', flag, size };
  const linkTarget = overrides.linkpath ?? readName(header, 157, 100);
  return {
    kind: 'entry',
    entry: {
      name: (overrides.path ?? fullName(header)).replace(/(?<=.)\/+$/, ''),
      type,
      mode: readNumber(header, 100, 8) & 0o7777,
      uid: overrides.uid ?? readNumber(header, 108, 8),
      gid: overrides.gid ?? readNumber(header, 116, 8),
      size: type === 'file' ? size : 0,
      modifiedAt: Math.round((overrides.mtime ?? readNumber(header, 136, 12)) * 1000),
      ...(type === 'link' || type === 'hard link' ? { linkTarget } : {}),
    },
  };
}

/** Adds what an extra header says to what is known. */
export function readOverrides(flag: string, content: Buffer, known: TarOverrides): TarOverrides {
  if (flag === 'L') return { ...known, path: untilNul(content) };
  if (flag === 'K') return { ...known, linkpath: untilNul(content) };
  // Of a global header ("g") nothing is needed; what Docker's tars have in them is a commit's id.
  if (flag !== 'x') return known;
  const result = { ...known };
  for (let at = 0; at < content.length; ) {
    const space = content.indexOf(0x20, at);
    const length = Number.parseInt(content.subarray(at, space).toString('latin1'), 10);
    if (space < 0 || !(length > 0)) break;
    const record = content.subarray(space + 1, at + length - 1);
    const equals = record.indexOf(0x3d);
    const key = record.subarray(0, equals).toString('latin1');
    const value = bytesToString(record.subarray(equals + 1));
    if (key === 'path' || key === 'linkpath') result[key] = value;
    else if (key === 'size' || key === 'uid' || key === 'gid' || key === 'mtime') result[key] = Number(value);
    at += length;
  }
  return result;
}

function fullName(header: Buffer): string {
  const name = readName(header, 0, NAME_BYTES);
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? readName(header, 345, 155) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function readName(header: Buffer, at: number, length: number): string {
  return untilNul(header.subarray(at, at + length));
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0);
  return bytesToString(end < 0 ? bytes : bytes.subarray(0, end));
}

function readNumber(header: Buffer, at: number, length: number): number {
  if ((header[at] ?? 0) & 0x80) {
    let value = (header[at] ?? 0) & 0x7f;
    for (let i = at + 1; i < at + length; i++) value = value * 256 + (header[i] ?? 0);
    return value;
  }
  const text = header
    .toString('latin1', at, at + length)
    .replaceAll('\0', ' ')
    .trim();
  return text === '' ? 0 : Number.parseInt(text, 8);
}
