import { describe, expect, it } from 'vitest';
import { expressionOf, type LogQuery, matchingLines, rangesIn, toQuery } from './log-query.ts';

const E = '\u001b';
const query = (text: string, more: Partial<LogQuery> = {}): LogQuery => ({
  text,
  regex: false,
  caseSensitive: false,
  ...more,
});
const off = { regex: false, caseSensitive: false };

describe('toQuery', () => {
  it('is nothing for nothing', () => expect(toQuery('', off)).toBeUndefined());
  it('takes /…/ for a regular expression', () => {
    expect(toQuery('/a.b/', off)).toEqual(query('a.b', { regex: true }));
    expect(toQuery('/a/', { regex: false, caseSensitive: true })?.caseSensitive).toBe(true);
    expect(toQuery('/a/i', { regex: false, caseSensitive: true })?.caseSensitive).toBe(false);
    expect(toQuery('/var/log/x', off)).toEqual(query('/var/log/x'));
    expect(toQuery('//', off)).toEqual(query('//'));
  });
});

describe('matchingLines', () => {
  it('finds plain text once a line, signs of expressions included', () => {
    expect(matchingLines('a.c\nabc\n\nA.C a.c\na.c', query('a.c'))).toEqual([0, 3, 4]);
    expect(matchingLines('a.c\nA.C', query('a.c', { caseSensitive: true }))).toEqual([0]);
    expect(matchingLines('x', query('y'))).toEqual([]);
    for (const text of ['(', '[a', '\\', '$^', '/x/', '*+?{1}|']) {
      expect(matchingLines(`no\n--${text}--`, query(text))).toEqual([1]);
    }
  });
  it('looks at each line by itself with an expression', () => {
    const lines = 'one\ntwo three\n\nfour';
    expect(matchingLines(lines, query('^t', { regex: true }))).toEqual([1]);
    expect(matchingLines(lines, query('e$', { regex: true }))).toEqual([0, 1]);
    expect(matchingLines(lines, query('[^x]four|e\\s+t', { regex: true }))).toEqual([]);
    expect(matchingLines(lines, query('^$', { regex: true }))).toEqual([2]);
  });
  it('finds what is shown, not what colours it', () => {
    const line = `plain\n${E}[31mer${E}[0mror`;
    expect(matchingLines(line, query('error'))).toEqual([1]);
    expect(matchingLines(line, query('31m'))).toEqual([]);
    expect(matchingLines(line, query('^error$', { regex: true }))).toEqual([1]);
  });
});

describe('rangesIn', () => {
  it('gives every place, and none for an expression that also fits nothing', () => {
    expect(rangesIn('aXaxa', expressionOf(query('x')))).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(rangesIn('bab', expressionOf(query('a*', { regex: true })))).toEqual([[1, 2]]);
  });
});
