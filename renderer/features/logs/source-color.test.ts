import { describe, expect, it } from 'vitest';
import { SourceColors } from './source-color.ts';

describe('SourceColors', () => {
  it('keeps a name its colour, and gives others another as long as there are some', () => {
    const names = Array.from({ length: 10 }, (_, index) => `web-${index}`);
    const colors = new SourceColors();
    expect(new Set(names.map((name) => colors.colorOf(name))).size).toBe(10);
    expect(colors.colorOf('web-3')).toBe(colors.colorOf('web-3'));
    expect(colors.colorOf('one too many')).toMatch(/^var\(--log-source-\d\)$/);
    // The first in a view has its own, whoever else comes.
    expect(new SourceColors().colorOf('web-0')).toBe(colors.colorOf('web-0'));
  });
});
