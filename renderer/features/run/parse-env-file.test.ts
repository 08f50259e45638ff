import { expect, it } from 'vitest';
import { parseEnvFile } from './parse-env-file.ts';

it('reads what people keep in env files', () => {
  const text = [
    '\ufeff# a comment',
    '',
    'PLAIN=value with spaces',
    'export  EXPORTED = x ',
    'EQUALS=a=b=c',
    'EMPTY=',
    `SINGLE='it is $HOME \\n' # why`,
    'DOUBLE="line\\nnext \\"quoted\\" \\\\ #1"',
    'COMMENT=value # not part of it',
    'HASH=a#b',
    'PLAIN=again',
  ].join('\r\n');
  const { variables, badLines } = parseEnvFile(text);
  expect(badLines).toEqual([]);
  expect(Object.fromEntries(variables.map(({ name, value }) => [name, value]))).toEqual({
    PLAIN: 'again',
    EXPORTED: 'x',
    EQUALS: 'a=b=c',
    EMPTY: '',
    SINGLE: 'it is $HOME \\n',
    DOUBLE: 'line\nnext "quoted" \\ #1',
    COMMENT: 'value',
    HASH: 'a#b',
  });
});

it('names the lines that are none', () =>
  expect(parseEnvFile('A=1\nno sign\n=x\nB="open\nC="a" b\nD=2')).toEqual({
    variables: [
      { name: 'A', value: '1' },
      { name: 'D', value: '2' },
    ],
    badLines: [2, 3, 4, 5],
  }));
