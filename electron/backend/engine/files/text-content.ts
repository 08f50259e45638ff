import type { LineEnding, TextEncoding } from '../../../../shared/contract/files.ts';

/** Text has no NUL in its first bytes; a binary file nearly always has. */
const SNIFF_BYTES = 8192;

export interface DecodedText {
  /** Lines end with "\n". */
  text: string;
  encoding: TextEncoding;
  lineEnding: LineEnding;
}

/** Reads a file's bytes as text; undefined where they are none. `isCut`: the last character may be a part. */
export function decodeText(bytes: Buffer, isCut = false): DecodedText | undefined {
  const encoding = encodingOf(bytes, isCut);
  if (!encoding) return undefined;
  const raw = decode(bytes, encoding);
  return { text: raw.replaceAll(/\r\n?/g, '\n'), encoding, lineEnding: lineEndingOf(raw) };
}

/** undefined where the encoding has no such characters. */
export function encodeText(text: string, encoding: TextEncoding, lineEnding: LineEnding): Buffer | undefined {
  const lines = text.replaceAll(/\r\n?/g, '\n');
  const raw = lineEnding === 'crlf' ? lines.replaceAll('\n', '\r\n') : lines;
  switch (encoding) {
    case 'utf-8':
      return Buffer.from(raw, 'utf8');
    case 'utf-8-bom':
      return Buffer.from(`\ufeff${raw}`, 'utf8');
    case 'utf-16le':
      return Buffer.from(`\ufeff${raw}`, 'utf16le');
    case 'utf-16be':
      return Buffer.from(`\ufeff${raw}`, 'utf16le').swap16();
    case 'latin1':
      return [...raw].some((character) => (character.codePointAt(0) ?? 0) > 0xff)
        ? undefined
        : Buffer.from(raw, 'latin1');
  }
}

function encodingOf(bytes: Buffer, isCut: boolean): TextEncoding | undefined {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) {
    return isUtf8(bytes, isCut) ? 'utf-8-bom' : undefined;
  }
  if (bytes[0] === 0xff && bytes[1] === 0xfe && isUtf16(bytes)) return 'utf-16le';
  if (bytes[0] === 0xfe && bytes[1] === 0xff && isUtf16(bytes)) return 'utf-16be';
  if (bytes.subarray(0, SNIFF_BYTES).includes(0)) return undefined;
  if (isUtf8(bytes, isCut)) return bytes.includes(0) ? undefined : 'utf-8';
  return isLatin1(bytes) ? 'latin1' : undefined;
}

function isUtf8(bytes: Buffer, isCut: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: isCut });
    return true;
  } catch {
    return false;
  }
}

/** In pairs, without half a character beyond the first plane: it would be lost on the way back. */
function isUtf16(bytes: Buffer): boolean {
  return bytes.length % 2 === 0;
}

/** One byte a character, and hardly any control characters: what old tools wrote. */
function isLatin1(bytes: Buffer): boolean {
  return !bytes.some((byte) => byte < 0x20 && !isTextControl(byte)) && !bytes.some((byte) => byte === 0x7f);
}

/** Tab, line feed, form feed, carriage return, escape. */
function isTextControl(byte: number): boolean {
  return byte === 9 || byte === 10 || byte === 12 || byte === 13 || byte === 27;
}

function decode(bytes: Buffer, encoding: TextEncoding): string {
  switch (encoding) {
    case 'utf-8':
    case 'utf-8-bom':
      return new TextDecoder('utf-8').decode(bytes);
    case 'utf-16le':
      return bytes.subarray(2).toString('utf16le');
    case 'utf-16be':
      return Buffer.from(bytes.subarray(2)).swap16().toString('utf16le');
    case 'latin1':
      return bytes.toString('latin1');
  }
}

function lineEndingOf(text: string): LineEnding {
  const crlf = text.match(/\r\n/g)?.length ?? 0;
  const cr = (text.match(/\r/g)?.length ?? 0) - crlf;
  const lf = (text.match(/\n/g)?.length ?? 0) - crlf;
  if (cr > 0 || (crlf > 0 && lf > 0)) return 'mixed';
  return crlf > 0 ? 'crlf' : 'lf';
}

const PICTURES: [mediaType: string, test: (bytes: Buffer) => boolean][] = [
  ['image/png', (bytes) => bytes.toString('latin1', 1, 4) === 'PNG' && bytes[0] === 0x89],
  ['image/jpeg', (bytes) => bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff],
  ['image/gif', (bytes) => /^GIF8[79]a/.test(bytes.toString('latin1', 0, 6))],
  ['image/webp', (bytes) => /^RIFF....WEBP/s.test(bytes.toString('latin1', 0, 12))],
  ['image/bmp', (bytes) => bytes.toString('latin1', 0, 2) === 'BM' && bytes.readUInt32LE(6) === 0],
  ['image/x-icon', (bytes) => bytes.readUInt32LE(0) === 0x00010000 && bytes.readUInt16LE(4) > 0],
];

/** By its first bytes. */
export function pictureType(bytes: Buffer): string | undefined {
  if (bytes.length < 16) return undefined;
  return PICTURES.find(([, test]) => test(bytes))?.[0];
}
