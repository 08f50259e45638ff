import { describe, expect, it } from 'vitest';
import { decodeWslText, linesOf } from './wsl-text.ts';

const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const MARK = Buffer.from([0xff, 0xfe]);

describe('decodeWslText', () => {
  it.each([
    ['UTF-16 without a mark', utf16('Ubuntu\r\n'), 'Ubuntu\n'],
    ['UTF-16 with a mark', Buffer.concat([MARK, utf16('Ubuntu\r\n')]), 'Ubuntu\n'],
    [
      'UTF-16 with umlauts',
      utf16('Es ist keine Distribution verfügbar.\r\n'),
      'Es ist keine Distribution verfügbar.\n',
    ],
    ['UTF-16 of Japanese with a line end', utf16('ディストリビューション\r\n'), 'ディストリビューション\n'],
    ['UTF-8', Buffer.from('verfügbar\r\n'), 'verfügbar\n'],
    ['UTF-8 with a mark', Buffer.from('\ufeffUbuntu\n'), 'Ubuntu\n'],
    ['\\r\\r\\n', Buffer.from('a\r\r\nb\r\r\n'), 'a\nb\n'],
    ['stray NULs', Buffer.from('U\0b\0u\0n\0t\0u\0\r\0\n\0'), 'Ubuntu\n'],
    ['nothing', Buffer.alloc(0), ''],
  ])('reads %s', (_name, bytes, text) => {
    expect(decodeWslText(bytes)).toBe(text);
  });

  it('lines without a word are left out', () => {
    expect(linesOf('a  \n\n  b\n')).toEqual(['a', '  b']);
  });
});
