import { expect, it } from 'vitest';
import { JsonObjects } from './json-objects.ts';

function read(text: string, size: number): { objects: unknown[]; lines: string[] } {
  const seen = { objects: [] as unknown[], lines: [] as string[] };
  const objects = new JsonObjects({
    object: (value) => seen.objects.push(value),
    line: (line) => seen.lines.push(line),
  });
  for (let at = 0; at < text.length; at += size) objects.add(text.slice(at, at + size));
  objects.end();
  return seen;
}

const VALUES = [{ a: 'x "}{" \\', b: { c: [1, { d: null }] } }, { e: '\n' }];
const EXPECTED = { objects: VALUES, lines: ['WARNING: {curly} text', 'Dockerfile:3', 'ERROR: it ended'] };

it.each([1, 2, 7, 1000])('takes pretty-printed objects and text apart, %i characters at a time', (size) => {
  const pretty = VALUES.map((value) => `${JSON.stringify(value, null, 2)}\n`);
  const text = `WARNING: {curly} text\n${pretty.join('')}Dockerfile:3\n\nERROR: it ended`;
  expect(read(text, size)).toEqual(EXPECTED);
});

it('takes one a line, and one after the other without a line end', () => {
  const compact = VALUES.map((value) => JSON.stringify(value));
  const rest = 'Dockerfile:3\nERROR: it ended\n';
  expect(read(`WARNING: {curly} text\r\n${compact.join('\n')}\n${rest}`, 5)).toEqual(EXPECTED);
  expect(read(`WARNING: {curly} text\n${compact.join('')}${rest}`, 5)).toEqual(EXPECTED);
});

it('shows what only looks like an object as the text it is', () => {
  expect(read('{not json}\n{"ok":1}', 3)).toEqual({ objects: [{ ok: 1 }], lines: ['{not json}'] });
});

it('shows what came of an object that was never finished', () => {
  const text = '{"ok":1}\n{\n  "vertexes": [\n    {"error": "no space left';
  expect(read(text, 4)).toEqual({
    objects: [{ ok: 1 }],
    lines: ['{', '  "vertexes": [', '    {"error": "no space left'],
  });
});

it('does not swallow the reason that follows a line that begins as an object does', () => {
  expect(read('{half of it\r\nERROR: it ended\n', 3).lines).toEqual(['{half of it', 'ERROR: it ended']);
});
