import { describe, expect, it } from 'vitest';
import { splitCommand } from './split-command.ts';

describe('splitCommand', () => {
  it.each<[string, string[]]>([
    ['', []],
    ['   ', []],
    ['sleep 1', ['sleep', '1']],
    ['  a\t b\nc ', ['a', 'b', 'c']],
    [`sh -c 'echo "hi"; sleep 1'`, ['sh', '-c', 'echo "hi"; sleep 1']],
    ['sh -c "echo \\"hi\\" \\$HOME \\`x\\` \\n"', ['sh', '-c', 'echo "hi" $HOME `x` \\n']],
    ['a\\ b', ['a b']],
    ["''", ['']],
    [`"" x`, ['', 'x']],
    [`a'b'"c"d`, ['abcd']],
    ["'\\'", ['\\']],
    ['"\\\\"', ['\\']],
    ['a\\\nb', ['ab']],
    ['echo $HOME *', ['echo', '$HOME', '*']],
    ['echo “x” é', ['echo', '“x”', 'é']],
  ])('%j', (line, argv) => expect(splitCommand(line)).toEqual({ argv }));

  it('names the quote that is not closed', () => {
    expect(splitCommand("sh -c 'x")).toEqual({ unclosed: "'" });
    expect(splitCommand('sh "x\\"')).toEqual({ unclosed: '"' });
  });
  it('refuses a lone backslash at the end', () =>
    expect(splitCommand('a \\')).toEqual({ loneBackslash: true }));
});
