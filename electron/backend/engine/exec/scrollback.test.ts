import { describe, expect, it } from 'vitest';
import { Scrollback } from './scrollback.ts';

const LIMIT = 16 * 1024;

/** Numbered lines, to see where one is. */
const lines = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, i) => `line ${from + i}\n`).join('');
const all = (scrollback: Scrollback, from = scrollback.firstFor()) =>
  scrollback.read(from, Number.MAX_SAFE_INTEGER).bytes.toString();

describe('Scrollback', () => {
  it('keeps everything up to its limit, whatever the pieces', () => {
    const scrollback = new Scrollback(LIMIT);
    expect(all(scrollback)).toBe('');
    const text = lines(0, 1000);
    for (let at = 0; at < text.length; at += 77) scrollback.append(Buffer.from(text.slice(at, at + 77)));
    expect(all(scrollback)).toBe(text);
    expect(scrollback.end).toBe(text.length);
  });

  it.each([[50], [5_000], [1_000_000]])(
    'forgets the oldest and begins at a whole line (pieces of %s)',
    (piece) => {
      const scrollback = new Scrollback(LIMIT);
      const text = lines(0, 10_000);
      for (let at = 0; at < text.length; at += piece)
        scrollback.append(Buffer.from(text.slice(at, at + piece)));
      const kept = all(scrollback);
      expect(text.endsWith(kept)).toBe(true);
      expect(kept).toMatch(/^line \d+\n/);
      expect(kept.length).toBeGreaterThan(LIMIT - 20);
      expect(kept.length).toBeLessThanOrEqual(LIMIT);
    },
  );

  it('is read in pieces, and a reader that fell behind goes on with the oldest', () => {
    const scrollback = new Scrollback(LIMIT);
    scrollback.append(Buffer.from('abcdef'));
    const first = scrollback.read(0, 4);
    expect([first.bytes.toString(), first.next]).toEqual(['abcd', 4]);
    expect(scrollback.read(first.next, 4)).toEqual({ bytes: Buffer.from('ef'), next: 6 });
    expect(scrollback.read(6, 4)).toEqual({ bytes: Buffer.alloc(0), next: 6 });
    expect([scrollback.firstFor(4), scrollback.firstFor(6), scrollback.firstFor(7)]).toEqual([4, 6, 0]);
    scrollback.append(Buffer.alloc(LIMIT, 'x'));
    expect(scrollback.read(6, LIMIT)).toEqual({ bytes: Buffer.alloc(LIMIT, 'x'), next: LIMIT + 6 });
    expect(all(scrollback)).toBe('x'.repeat(LIMIT));
    expect([scrollback.firstFor(5), scrollback.firstFor(100)]).toEqual([6, 100]);
  });
});
