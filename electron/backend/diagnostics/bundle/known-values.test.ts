import { describe, expect, it } from 'vitest';
import { KnownValues } from './known-values.ts';

const clean = (values: string[], text: string) => new KnownValues(values).replaceIn(text, '#');

describe('known values', () => {
  it('are found everywhere, the longest first, also side by side', () => {
    expect(clean(['secret', 'secret-one', 'other-1'], 'secretsecret-one other-1!')).toBe('## #!');
    expect(clean(['secret'], 'secre tsecre')).toBe('secre tsecre');
    expect(clean(['t\u00fcr.*+"', '\ud83d\udea2 boat'], 'a t\u00fcr.*+" \ud83d\udea2 boat')).toBe('a # #');
    expect(clean([], 'nothing')).toBe('nothing');
  });

  it('that are short words stay', () => expect(clean(['on', 'trees'], 'on trees')).toBe('on trees'));

  it('may be thousands: a text is read once', () => {
    const values = Array.from({ length: 20_000 }, (_, index) => `secret-value-${index}-of-many`);
    const text = `${'2026-11-25 info  The engine answers. {"pid":7} secret-value-\n'.repeat(2000)}${values[7]}`;
    const known = new KnownValues(values);
    const startedAt = Date.now();
    expect(known.replaceIn(text, '#').endsWith('\n#')).toBe(true);
    // A regular expression of them takes minutes.
    expect(Date.now() - startedAt).toBeLessThan(5000);
  });
});
