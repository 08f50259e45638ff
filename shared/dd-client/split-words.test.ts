import { expect, it } from 'vitest';
import { splitWords } from './split-words.ts';

it.each<[string, string[]]>([
  ['', []],
  ['  ps   -a\t-q \n', ['ps', '-a', '-q']],
  ['ps --format "{{ json . }}"', ['ps', '--format', '{{ json . }}']],
  ["ps --format '{{json .}}'", ['ps', '--format', '{{json .}}']],
  // What Docker's own extension for volumes sends: one argument that is two, and one that ends in a space.
  [
    'ps -a --label com.docker.compose.project=x -v=vol:/vackup-volume  --no-trunc',
    ['ps', '-a', '--label', 'com.docker.compose.project=x', '-v=vol:/vackup-volume', '--no-trunc'],
  ],
  [
    'run /bin/sh -c "rm -rf /vackup-volume/..?* && echo done"',
    ['run', '/bin/sh', '-c', 'rm -rf /vackup-volume/..?* && echo done'],
  ],
  // Nothing is expanded, and no operator is known.
  ['stop $(docker ps -qf "network=alfresco")', ['stop', '$(docker', 'ps', '-qf', 'network=alfresco)']],
  ['a && b | c > d; e *', ['a', '&&', 'b', '|', 'c', '>', 'd;', 'e', '*']],
  [`a'b c'"d e"f`, ['ab cd ef']],
  [`'' ""`, ['', '']],
  [`a\\ b "\\"q\\"" "\\x" '\\n'`, ['a b', '"q"', '\\x', '\\n']],
  ['a\\\nb "c\\\nd"', ['ab', 'cd']],
  ['end\\', ['end\\']],
  [`it"'"s`, ["it's"]],
  ['grüße "🐳 x"', ['grüße', '🐳 x']],
])('%j', (line, words) => {
  expect(splitWords(line)).toEqual(words);
});

it('leaves the backslashes of Windows alone', () => {
  expect(splitWords('run -v C:\\data\\x:/y "C:\\Program Files\\x" \\"q\\"', 'win32')).toEqual([
    'run',
    '-v',
    'C:\\data\\x:/y',
    'C:\\Program Files\\x',
    '"q"',
  ]);
});

it.each(["'open", '"open', '"a\\"'])('tells of a quote without an end: %j', (line) => {
  expect(() => splitWords(line)).toThrow('Unterminated');
});
