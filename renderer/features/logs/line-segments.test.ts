import { describe, expect, it } from 'vitest';
import { parseAnsi } from './ansi.ts';
import { lineSegments } from './line-segments.ts';

const E = '\u001b';
const plain = (text: string, ranges: [number, number][] = []) => lineSegments(parseAnsi(text), ranges);
const linksOf = (text: string) => plain(text).flatMap(({ text, href }) => (href ? [[text, href]] : []));

describe('lineSegments', () => {
  it('is one piece where there is nothing in a line, and none where it is empty', () => {
    expect(plain('hello')).toEqual([{ text: 'hello', style: {}, found: false }]);
    expect(plain('')).toEqual([]);
  });

  it('marks what was found across colours', () => {
    const segments = lineSegments(parseAnsi(`ab${E}[31mcd${E}[0mef`), [[1, 5]]);
    expect(segments.map(({ text, found, style }) => [text, found, style.fg])).toEqual([
      ['a', false, undefined],
      ['b', true, undefined],
      ['cd', true, 1],
      ['e', true, undefined],
      ['f', false, undefined],
    ]);
  });

  it('links http and https, without what closes the sentence', () => {
    expect(linksOf('see (https://pier.example/a?b=1#c), or http://localhost:80/.')).toEqual([
      ['https://pier.example/a?b=1#c', 'https://pier.example/a?b=1#c'],
      ['http://localhost:80/', 'http://localhost/'],
    ]);
  });

  it.each([
    'javascript://alert(1)',
    'file:///etc/passwd',
    'data://text/html,<script>',
    'xhttp://a',
    'http://',
    'https://[',
  ])('does not link %s', (text) => expect(linksOf(text)).toEqual([]));

  it('an address with markup in it ends before it', () => {
    expect(linksOf('http://a/"><img src=x>')).toEqual([['http://a/', 'http://a/']]);
  });
});
