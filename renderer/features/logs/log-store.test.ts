import { describe, expect, it } from 'vitest';
import { LogStore } from './log-store.ts';

function numbered(from: number, count: number, extra = '') {
  return {
    count,
    text: Array.from({ length: count }, (_, index) => `line ${from + index}${extra}`).join('\n'),
    streams: Array.from({ length: count }, (_, index) => ((from + index) % 3 === 0 ? 'e' : 'o')).join(''),
    seconds: 1000 + from,
    nanos: Array.from({ length: count }, (_, index) => index * 1_000_000_000 + 7),
  };
}

describe('LogStore', () => {
  it('gives back what came, in batches of every size, with time and stream', () => {
    const store = new LogStore();
    let from = 0;
    for (const size of [1, 2, 63, 64, 65, 1, 9000, 3, 20_000]) {
      store.append(numbered(from, size));
      from += size;
    }
    expect([store.first, store.end, store.length]).toEqual([0, from, from]);
    for (const number of [0, 1, 2, 65, 66, 130, 9000, 9195, 9200, from - 1]) {
      const line = store.line(number);
      expect(line?.text).toBe(`line ${number}`);
      expect(line?.stream).toBe(number % 3 === 0 ? 'stderr' : 'stdout');
      expect(line?.time).toEqual({ seconds: 1000 + number, nanos: 7 });
      expect(store.isStderr(number)).toBe(number % 3 === 0);
    }
    expect([store.line(-1), store.line(from)]).toEqual([undefined, undefined]);
    expect(store.newest).toEqual({ seconds: 1000 + from - 1, nanos: 7 });
  });

  it('keeps empty lines, text of two bytes a character and lines without a time', () => {
    const store = new LogStore();
    store.append({ count: 3, text: '\n和 🚢\n', streams: '', seconds: 0, nanos: [] });
    store.append({ count: 1, text: '', streams: 'e', seconds: 5, nanos: [null] });
    expect([0, 1, 2, 3].map((number) => store.line(number)?.text)).toEqual(['', '和 🚢', '', '']);
    expect(store.line(1)?.stream).toBeUndefined();
    expect(store.line(3)).toMatchObject({ stream: 'stderr', time: undefined });
    expect(store.newest).toBeUndefined();
  });

  it('lets the oldest go, never the newest, and numbers stay', () => {
    const store = new LogStore(100_000);
    for (let from = 0; from < 300_000; from += 5000) store.append(numbered(from, 5000));
    expect(store.end).toBe(300_000);
    expect(store.length).toBeGreaterThanOrEqual(100_000);
    expect(store.length).toBeLessThan(120_000);
    expect(store.dropped).toBe(store.first);
    expect(store.line(store.first - 1)).toBeUndefined();
    expect(store.line(store.first)?.text).toBe(`line ${store.first}`);
  });

  it('bounds the text as well', () => {
    const store = new LogStore(1_000_000, 4_000_000);
    for (let from = 0; from < 400; from++) store.append(numbered(from, 1, 'x'.repeat(64_000)));
    expect(store.characters).toBeLessThan(4_600_000);
    expect(store.line(store.end - 1)?.text).toHaveLength(64_000 + 'line 399'.length);
  });

  it('shows where lines were left out', () => {
    const store = new LogStore();
    store.append({ ...numbered(0, 2), skipped: 12_345 });
    expect(store.line(0)).toMatchObject({ skipped: 12_345, text: '', stream: undefined });
    expect(store.line(1)?.text).toBe('line 0');
    expect(store.length).toBe(3);
  });

  it('knows the container of each line', () => {
    const store = new LogStore();
    store.append(numbered(0, 3), [0, 1, 0], 2);
    store.append(numbered(3, 1), [0]);
    expect([0, 1, 2, 3].map((number) => store.line(number)?.source)).toEqual([2, 3, 2, 0]);
  });

  it('gives its text in parts for a search', () => {
    const store = new LogStore();
    store.append(numbered(0, 10_000));
    store.append(numbered(10_000, 10));
    let from = 0;
    let text = '';
    for (let part = store.textFrom(from, 4096); part; part = store.textFrom(from, 4096)) {
      text += `${part.text}\n`;
      from = part.end;
    }
    expect(from).toBe(10_010);
    expect(text.split('\n').at(-2)).toBe('line 10009');
    expect(text.split('\n')).toHaveLength(10_011);
  });

  it('is empty after it was cleared, and numbers go on', () => {
    const store = new LogStore();
    store.append(numbered(0, 5));
    store.clear();
    expect([store.length, store.first, store.end]).toEqual([0, 5, 5]);
    store.append(numbered(5, 1));
    expect(store.line(5)?.text).toBe('line 5');
    expect(store.dropped).toBe(0);
  });
});
