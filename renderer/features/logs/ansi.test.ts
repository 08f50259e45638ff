import { describe, expect, it } from 'vitest';
import { parseAnsi, stripAnsi } from './ansi.ts';

const E = '\u001b';

describe('parseAnsi', () => {
  it('leaves plain text as one span, markup included', () => {
    const hostile = '<img src=x onerror="alert(1)"> &amp; <script>';
    expect(parseAnsi(hostile)).toEqual([{ text: hostile, style: {} }]);
  });
  it('follows colours and styles, and resets', () => {
    expect(parseAnsi(`a${E}[1;31mb${E}[0mc${E}[92;44md${E}[39me${E}[mf`)).toEqual([
      { text: 'a', style: {} },
      { text: 'b', style: { bold: true, fg: 1 } },
      { text: 'c', style: {} },
      { text: 'd', style: { fg: 10, bg: 4 } },
      { text: 'e', style: { bg: 4 } },
      { text: 'f', style: {} },
    ]);
  });
  it('knows 256 colours and 24 bits, with either separator', () => {
    const colorOf = (codes: string) => parseAnsi(`${E}[${codes}mx`)[0]?.style.fg;
    expect(['38;5;9', '38;5;16', '38;5;196', '38;5;255', '38;2;1;2;255', '38:5:9'].map(colorOf)).toEqual([
      9,
      '#000000',
      '#ff0000',
      '#eeeeee',
      '#0102ff',
      9,
    ]);
  });
  it('takes a colour that is none for no colour, and reads on after it', () => {
    expect(parseAnsi(`${E}[38;5;999;1mx`)).toEqual([{ text: 'x', style: { bold: true } }]);
    expect(parseAnsi(`${E}[38;2;300;0;0;4mx`)).toEqual([{ text: 'x', style: { underline: true } }]);
    expect(parseAnsi(`${E}[38mx`)).toEqual([{ text: 'x', style: {} }]);
  });
  it('drops whatever moves, hides, titles or rings', () => {
    const line = `a${E}[2J${E}[10;5Hb${E}]0;title\u0007c${E}]8;;http://x${E}\\d\u0007\u0000\u009b1me${E}(Bf${E}`;
    expect(stripAnsi(line)).toBe('abcd1mef');
    expect(
      parseAnsi(line)
        .map((span) => span.text)
        .join(''),
    ).toBe('abcd1mef');
  });
  it('shows what is left of a line that was rewritten', () => {
    expect(stripAnsi('10%\r50%\r100%\r')).toBe('100%');
    expect(parseAnsi('old\rnew')).toEqual([{ text: 'new', style: {} }]);
  });
  it('keeps tabs', () => expect(stripAnsi('a\tb')).toBe('a\tb'));
  it('an unfinished sequence swallows itself only', () => expect(stripAnsi(`x${E}[31`)).toBe('x31'));
});
