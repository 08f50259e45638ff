import { expect, it } from 'vitest';
import { settleQuery } from './follow-theme.ts';

it.each([
  ['(prefers-color-scheme: dark)', true, '(min-width: 0px)'],
  ['(prefers-color-scheme: dark)', false, '(max-width: -1px)'],
  ['( Prefers-Color-Scheme:light )', false, '(min-width: 0px)'],
  [
    'screen and (prefers-color-scheme: dark) and (min-width: 5em)',
    true,
    'screen and (min-width: 0px) and (min-width: 5em)',
  ],
  ['not all and (prefers-color-scheme:light)', true, 'not all and (max-width: -1px)'],
  ['(prefers-color-scheme: no-preference)', true, '(prefers-color-scheme: no-preference)'],
  ['(min-width: 5em)', true, '(min-width: 5em)'],
])('%s, dark %s: %s', (query, dark, settled) => {
  expect(settleQuery(query, dark)).toBe(settled);
  // It is asked again and again.
  expect(settleQuery(query, dark)).toBe(settled);
});
