import { describe, expect, it } from 'vitest';
import { bytesToString, readableName, stringToBytes } from './byte-string.ts';

const roundTrip = (bytes: number[]) => [
  ...stringToBytes(JSON.parse(JSON.stringify(bytesToString(Uint8Array.from(bytes))))),
];

describe('byte strings', () => {
  it('leave UTF-8 as it is', () => {
    const name = 'grün/日本語/🐳.txt';
    expect(bytesToString(stringToBytes(name))).toBe(name);
    expect(new TextDecoder().decode(stringToBytes(name))).toBe(name);
  });

  it('keep every byte through JSON and back', () => {
    const all = Array.from({ length: 256 }, (_, i) => i);
    expect(roundTrip(all)).toEqual(all);
    // A cut character, an overlong one, an encoded surrogate and a byte order mark.
    for (const bytes of [
      [0xe2, 0x82],
      [0xc0, 0xaf],
      [0xed, 0xb3, 0xbf],
      [0xef, 0xbb, 0xbf, 0x61],
      [0x61, 0xff, 0xf0, 0x9f, 0x90, 0xb3],
    ]) {
      expect(roundTrip(bytes)).toEqual(bytes);
    }
  });

  it('are shown with a sign in place of what is no character', () => {
    expect(readableName(bytesToString(Uint8Array.from([0x61, 0xff, 0x62])))).toBe('a\ufffdb');
  });
});
