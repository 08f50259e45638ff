import { describe, expect, it } from 'vitest';
import { type JsonPath, replaceJsonStrings } from './json-strings.ts';

const TEXT =
  '{ "Memory": 9223372036854771712,\r\n"a\\"b": ["x", {"y": "C:\\\\x", "e": [], "o": {}}, null, -1.50e3],"z":"ü\\u00fc","z":true }\n';

describe('replaceJsonStrings', () => {
  it('sees every string with its place, and changes nothing by itself', () => {
    const seen: [JsonPath, string][] = [];
    expect(
      replaceJsonStrings(TEXT, (path, value) => {
        seen.push([path, value]);
        return undefined;
      }),
    ).toBe(TEXT);
    expect(seen).toEqual([
      [['a"b', 0], 'x'],
      [['a"b', 1, 'y'], 'C:\\x'],
      [['z'], 'üü'],
    ]);
  });

  it('replaces a value and leaves every other byte', () => {
    expect(replaceJsonStrings(TEXT, (path) => (path.at(-1) === 'y' ? '/mnt/c/"x' : undefined))).toBe(
      TEXT.replace('"C:\\\\x"', '"/mnt/c/\\"x"'),
    );
  });

  it.each(['"a"', '[]', '{}', ' [ "a" , "b" ] ', '0', 'null'])('goes through %j', (text) => {
    expect(JSON.parse(replaceJsonStrings(text, (_path, value) => `${value}!`))).toEqual(
      JSON.parse(text, (_key, value) => (typeof value === 'string' ? `${value}!` : value)),
    );
  });

  it.each(['', '{', '{"a":', 'x'])('refuses %j', (text) => {
    expect(() => replaceJsonStrings(text, () => undefined)).toThrow(SyntaxError);
  });
});
