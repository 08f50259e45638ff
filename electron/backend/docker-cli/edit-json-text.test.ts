import { describe, expect, it } from 'vitest';
import { setMember } from './edit-json-text.ts';

const SPACES =
  '{\n    "10": 12345678901234567890,\n    "auths": {"a": {"auth": "x\\"}"}},\n    "credsStore": "desktop"\n}\n';

describe('a member of a JSON text', () => {
  it('is replaced where it stands, and every other byte stays', () => {
    expect(setMember(SPACES, 'credsStore', 'pier')).toBe(SPACES.replace('desktop', 'pier'));
    expect(setMember(SPACES, 'auths', { b: 1 })).toBe(
      '{\n    "10": 12345678901234567890,\n    "auths": {\n        "b": 1\n    },\n    "credsStore": "desktop"\n}\n',
    );
  });

  it('is added at the end, as the others are indented', () => {
    expect(setMember(SPACES, 'currentContext', 'pier')).toBe(
      SPACES.replace('"desktop"\n', '"desktop",\n    "currentContext": "pier"\n'),
    );
    expect(setMember('{"a":1}', 'b', 'c')).toBe('{"a":1, "b": "c"}');
    expect(JSON.parse(setMember('{}', 'b', 'c'))).toEqual({ b: 'c' });
    expect(setMember('{\r\n\t"a": [1, {"b": 2}]\r\n}', 'c', true)).toBe(
      '{\r\n\t"a": [1, {"b": 2}],\n\t"c": true\r\n}',
    );
  });

  it('is taken away with its comma', () => {
    expect(setMember(SPACES, 'credsStore', undefined)).toBe(
      SPACES.replace(',\n    "credsStore": "desktop"', ''),
    );
    expect(setMember(SPACES, '10', undefined)).toBe(SPACES.replace('"10": 12345678901234567890,\n    ', ''));
    expect(setMember('{ "a": 1 }', 'a', undefined)).toBe('{}');
    expect(setMember(SPACES, 'none', undefined)).toBe(SPACES);
  });

  it('comes back as it was by the way it went', () => {
    for (const text of [SPACES, '{"a":1}', '{\n\t"x": null\n}']) {
      expect(setMember(setMember(text, 'new', { deep: ['}'] }), 'new', undefined)).toBe(text);
    }
  });

  it.each(['', '[]', 'null', '{"a":', '{"a":1} x'])('is not set in %j', (text) => {
    expect(() => setMember(text, 'a', 1)).toThrow(SyntaxError);
  });
});
