import { expect, it } from 'vitest';
import { fits } from './host-choice.ts';

it.each([
  ['a.tar.gz', ['tar.gz', 'zip'], true],
  ['A.ZIP', ['tar.gz', 'zip'], true],
  ['zip', ['zip'], false],
  ['a.gz', ['tar.gz'], false],
  ['Makefile', ['*'], true],
  ['Makefile', [], true],
])('%s with %j: %s', (name, extensions, expected) => {
  expect(fits(name, { name: 'F', extensions })).toBe(expected);
});
