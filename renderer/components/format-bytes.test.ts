import { describe, expect, it } from 'vitest';
import { formatBytes } from './format-bytes.ts';

describe('formatBytes', () => {
  it.each([
    [0, '0 B'],
    [1, '1 B'],
    [999, '999 B'],
    [1000, '1 KB'],
    [1536, '1.5 KB'],
    [1024 ** 2 * 740, '740 MB'],
    [1024 ** 3 * 1.5, '1.5 GB'],
    [1024 ** 3 * 64, '64 GB'],
    [1024 ** 3 * 99.97, '100 GB'],
    [1024 ** 4 * 5000, '5000 TB'],
    [-5, '0 B'],
    [Number.NaN, '0 B'],
    [Number.POSITIVE_INFINITY, '0 B'],
  ])('%d is %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));
});
