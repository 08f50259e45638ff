import { describe, expect, it } from 'vitest';
import { parseBytes, printBytes, settingKeyOf } from './settings.ts';

const GIB = 1024 ** 3;

describe('parseBytes', () => {
  it.each([
    ['4GiB', 4 * GIB],
    ['4 GB', 4 * GIB],
    ['4g', 4 * GIB],
    ['1.5 gib', 1.5 * GIB],
    ['512M', GIB / 2],
    ['1073741824', GIB],
    ['1073741824b', GIB],
    ['2T', 2048 * GIB],
  ])('%s is %d', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  it.each(['', 'much', '4 GiB more', '-1g', '4x', 'g', '1e3', '٣g'])('%j is nothing', (text) =>
    expect(parseBytes(text)).toBeUndefined(),
  );

  it.each([GIB, 1.5 * GIB, 768 * 1024 ** 2, 64 * GIB])('reads %d as it was printed', (bytes) =>
    expect(parseBytes(printBytes(bytes))).toBe(bytes),
  );
});

it('knows a setting by both of its names', () => {
  expect(settingKeyOf('memory')).toBe('memoryBytes');
  expect(settingKeyOf('memoryBytes')).toBe('memoryBytes');
  expect(settingKeyOf('toString')).toBeUndefined();
});
