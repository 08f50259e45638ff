import { expect, it } from 'vitest';
import { hexDump } from './hex-dump.ts';

it('shows bytes as hexdump does', () => {
  const bytes = Uint8Array.from([...'<b>0123456789abcd'].map((character) => character.charCodeAt(0)));
  bytes[1] = 0xff;
  expect(hexDump(bytes)).toBe(
    [
      '00000000  3c ff 3e 30 31 32 33 34  35 36 37 38 39 61 62 63  <.>0123456789abc',
      '00000010  64                                                d',
    ].join('\n'),
  );
  expect(hexDump(new Uint8Array())).toBe('');
});
