import { describe, expect, it } from 'vitest';
import { COPY_LIMIT, copyText } from './copy-lines.ts';
import { LogStore } from './log-store.ts';
import { AllLines, StreamLines } from './visible-lines.ts';

const E = '\u001b';
const batch = {
  count: 3,
  text: `one\n${E}[31mtwo${E}[0m\nthree`,
  streams: 'oeo',
  seconds: 1_767_323_045,
  nanos: [1, 2, 3],
};

describe('copyText', () => {
  it('is plain, with times and names where they are wanted', () => {
    const store = new LogStore();
    store.sources.push({ id: '1', name: 'web' });
    store.append({ ...batch, skipped: 7 }, [0, 0, 0]);
    const lines = new AllLines(store);
    expect(copyText(store, lines, { timestamps: false })).toBe('one\ntwo\nthree\n');
    expect(copyText(store, lines, { timestamps: true, sources: true })?.split('\n')[1]).toBe(
      '2026-01-02T03:04:05.000000002Z web two',
    );
    expect(copyText(store, lines, { timestamps: false, from: 1, to: 2 })).toBe('one\ntwo\n');
  });

  it('has only what is shown', () => {
    const store = new LogStore();
    store.append(batch);
    const lines = new StreamLines(store, 'stderr');
    lines.update();
    expect(copyText(store, lines, { timestamps: false })).toBe('two\n');
    store.append(batch);
    store.append({ ...batch, text: '1\n2\n3' });
    lines.update();
    expect(copyText(store, lines, { timestamps: false })).toBe('two\ntwo\n2\n');
  });

  it('refuses more than a clipboard should hold', () => {
    const store = new LogStore();
    const text = 'x'.repeat(64_000);
    for (let index = 0; index * text.length <= COPY_LIMIT; index++) {
      store.append({ count: 1, text, streams: 'o', seconds: 0, nanos: [] });
    }
    expect(copyText(store, new AllLines(store), { timestamps: false })).toBeUndefined();
  });
});
