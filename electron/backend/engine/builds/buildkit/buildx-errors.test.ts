import { expect, it } from 'vitest';
import { readBuildxError } from './buildx-errors.ts';

it('finds the place and the reason of what buildx says last', () => {
  const said = [
    'WARNING: something',
    'Dockerfile:3',
    '--------------------',
    '   1 |     FROM busybox',
    '   3 | >>> RUNN x',
    '--------------------',
    'ERROR: failed to solve: dockerfile parse error on line 3: unknown instruction: RUNN',
  ];
  expect(readBuildxError(said)).toEqual({
    line: 3,
    message: 'dockerfile parse error on line 3: unknown instruction: RUNN',
  });
});

it.each([
  [
    'rpc error: code = Unknown desc = failed to solve with frontend dockerfile.v0: failed to create LLB definition: dockerfile parse error line 7: unknown instruction: ECHO',
    { line: 7, message: 'dockerfile parse error line 7: unknown instruction: ECHO' },
  ],
  [
    'executor failed running [/bin/sh -c a\nb]: exit code: 7',
    { line: undefined, message: 'The command ended with exit code 7.' },
  ],
  [
    'process "/bin/sh -c exit 3" did not complete successfully: exit code: 3',
    { line: undefined, message: 'The command ended with exit code 3.' },
  ],
  [
    'failed to compute cache key: failed to calculate checksum of ref 5699c41f::0zcp6: "/nope": not found',
    { line: undefined, message: '"/nope": not found' },
  ],
])('takes what wraps the reason away: %s', (text, expected) => {
  expect(readBuildxError([`ERROR: failed to solve: ${text}`.split('\n')].flat())).toEqual(expected);
});

it('finds nothing where buildx says nothing of the kind', () => {
  expect(readBuildxError(['unknown flag: --x'])).toBeUndefined();
});
