import { describe, expect, it } from 'vitest';
import { decodeText, encodeText, pictureType } from './text-content.ts';

const again = (bytes: Buffer) => {
  const decoded = decodeText(bytes);
  return decoded && encodeText(decoded.text, decoded.encoding, decoded.lineEnding);
};

describe('text of files', () => {
  it('comes back byte by byte, whatever its encoding and line ends', () => {
    for (const bytes of [
      Buffer.from(''),
      Buffer.from('plain\n'),
      Buffer.from('grün\r\nblau\r\n'),
      Buffer.from('\ufeffmark\n'),
      Buffer.from('\ufeffwide 🐳\r\n', 'utf16le'),
      Buffer.from('\ufeffwide\n', 'utf16le').swap16(),
      Buffer.from('gr\xfcn\n', 'latin1'),
      Buffer.from('\x1b[31mred\x1b[0m\n'),
    ]) {
      expect(again(bytes)).toEqual(bytes);
    }
    expect(decodeText(Buffer.from('a\r\nb'))).toEqual({
      text: 'a\nb',
      encoding: 'utf-8',
      lineEnding: 'crlf',
    });
  });

  it('tells what saving would change', () => {
    expect(decodeText(Buffer.from('a\r\nb\nc\rd'))).toMatchObject({
      text: 'a\nb\nc\nd',
      lineEnding: 'mixed',
    });
    expect(encodeText('€', 'latin1', 'lf')).toBeUndefined();
  });

  it('is told from what is none', () => {
    expect(decodeText(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 0, 0]))).toBeUndefined();
    expect(decodeText(Buffer.from([0xff, 0x01, 0x02]))).toBeUndefined();
    expect(decodeText(Buffer.concat([Buffer.alloc(9000, 'a'), Buffer.from([0])]))).toBeUndefined();
    // Cut inside a character.
    expect(decodeText(Buffer.from('grü').subarray(0, 3), true)).toMatchObject({ encoding: 'utf-8' });
  });

  it('is told from pictures', () => {
    const png = Buffer.concat([Buffer.from([0x89]), Buffer.from('PNG\r\n\x1a\n'), Buffer.alloc(20)]);
    expect(pictureType(png)).toBe('image/png');
    expect(pictureType(Buffer.from('GIF89a, says the text of this file'))).toBe('image/gif');
    expect(pictureType(Buffer.from('<svg></svg>          '))).toBeUndefined();
  });
});
