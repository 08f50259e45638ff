import { expect, it } from 'vitest';
import { forgetEarlier } from './forget-earlier.ts';

function storage(entries: Record<string, string>) {
  const kept = new Map(Object.entries(entries));
  const localStorage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => kept.set(name, value),
    clear: () => kept.clear(),
  } as unknown as Storage;
  return { page: { localStorage }, kept };
}

it('keeps what the same one stored, and nothing of one before it', () => {
  const { page, kept } = storage({ a: '1' });
  forgetEarlier(page, 5);
  expect(kept.get('a')).toBe('1');
  forgetEarlier(page, 5);
  expect(kept.get('a')).toBe('1');
  forgetEarlier(page, 6);
  expect([...kept]).toEqual([['pier:installed-at', '6']]);
});

it('minds no browser that stores nothing', () => {
  const page = {
    get localStorage(): Storage {
      throw new Error('SecurityError');
    },
  };
  expect(() => forgetEarlier(page, 1)).not.toThrow();
});
