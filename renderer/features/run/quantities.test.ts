import { describe, expect, it } from 'vitest';
import { durationText, parseDuration, parseSize, sizeText } from './quantities.ts';

describe('sizes', () => {
  it.each([
    ['512m', 512 * 1024 ** 2],
    ['1.5 GB', 1.5 * 1024 ** 3],
    ['2GiB', 2 * 1024 ** 3],
    ['64k', 65_536],
    ['1000', 1000],
    ['10b', 10],
  ])('%s', (text, bytes) => {
    expect(parseSize(text)).toBe(bytes);
    expect(parseSize(sizeText(bytes))).toBe(bytes);
  });
  it.each(['', 'm', '-1', '1x', '1e3', '1 2'])('“%s” is none', (text) => expect(parseSize(text)).toBeNaN());
});

describe('times', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['0.5s', 500],
    ['5', 5000],
    ['1h', 3_600_000],
  ])('%s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
    expect(parseDuration(durationText(milliseconds))).toBe(milliseconds);
  });
  it.each(['', 's', 'soon', '1d', '-1s'])('“%s” is none', (text) => expect(parseDuration(text)).toBeNaN());
});
