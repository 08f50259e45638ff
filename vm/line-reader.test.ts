import { describe, expect, it } from 'vitest';
import { LineReader } from './line-reader.ts';

const bytes = (text: string) => Buffer.from(text);

describe('LineReader', () => {
  it('gives the same lines whatever the pieces are', () => {
    const text = 'first\r\nsecönd ☃\n\nlast';
    const all = bytes(text);
    for (let cut = 0; cut <= all.length; cut++) {
      const reader = new LineReader();
      const lines = [
        ...reader.push(all.subarray(0, cut)),
        ...reader.push(all.subarray(cut)),
        ...reader.flush(),
      ];
      expect(lines).toEqual(['first', 'secönd ☃', '', 'last']);
    }
  });

  it('holds back a line that is not complete, and nothing after a flush', () => {
    const reader = new LineReader();
    expect(reader.push(bytes('half'))).toEqual([]);
    expect(reader.flush()).toEqual(['half']);
    expect(reader.flush()).toEqual([]);
  });

  it('does not grow with output that has no line ends', () => {
    const reader = new LineReader();
    let delivered = 0;
    for (let chunk = 0; chunk < 100; chunk++) {
      for (const line of reader.push(bytes('x'.repeat(10_000)))) delivered += line.length;
    }
    expect(delivered).toBeGreaterThan(900_000);
  });
});
