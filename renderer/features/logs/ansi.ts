import { ANSI_CONTROL, afterLastReturn, hasControls } from '../../../shared/strip-ansi.ts';

export { stripAnsi } from '../../../shared/strip-ansi.ts';

/** How a run of text looks. Colours are class names or the numbers of the 24-bit palette, never markup. */
export interface AnsiStyle {
  /** 0 to 15 of the palette, or "#rrggbb". */
  fg?: number | string;
  bg?: number | string;
  bold?: boolean;
  dim?: boolean;
  italic?: boolean;
  underline?: boolean;
  inverse?: boolean;
}

export interface AnsiSpan {
  text: string;
  style: AnsiStyle;
}

/**
 * Splits a line of a terminal into styled text. Only colours and styles (SGR) are followed; every other sequence
 * and control sign is left out, so that no output can move, hide or fake what is around it.
 * A carriage return inside starts the line anew, as a progress bar expects.
 * Source: ECMA-48, 8.3.117 SGR, and xterm's 38/48 extensions.
 */
export function parseAnsi(line: string): AnsiSpan[] {
  if (line === '') return [];
  if (!hasControls(line)) return [{ text: line, style: {} }];
  const text = afterLastReturn(line);
  const spans: AnsiSpan[] = [];
  let style: AnsiStyle = {};
  let from = 0;
  for (const match of text.matchAll(ANSI_CONTROL)) {
    if (match.index > from) spans.push({ text: text.slice(from, match.index), style });
    from = match.index + match[0].length;
    if (match[2] === 'm') style = applySgr(style, match[1] ?? '');
  }
  if (from < text.length) spans.push({ text: text.slice(from), style });
  return spans;
}

function applySgr(style: AnsiStyle, parameters: string): AnsiStyle {
  const codes = parameters.split(/[;:]/).map((each) => (each === '' ? 0 : Number(each)));
  let next: AnsiStyle = { ...style };
  for (let index = 0; index < codes.length; index += 1) {
    const code = codes[index] ?? 0;
    if (code === 38 || code === 48) {
      const { color, used } = extendedColor(codes.slice(index + 1));
      if (color !== undefined) next[code === 38 ? 'fg' : 'bg'] = color;
      index += used;
    } else {
      next = applyCode(next, code);
    }
  }
  return next;
}

function applyCode(style: AnsiStyle, code: number): AnsiStyle {
  if (code >= 30 && code <= 37) return { ...style, fg: code - 30 };
  if (code >= 90 && code <= 97) return { ...style, fg: code - 90 + 8 };
  if (code >= 40 && code <= 47) return { ...style, bg: code - 40 };
  if (code >= 100 && code <= 107) return { ...style, bg: code - 100 + 8 };
  const { fg, bg, ...rest } = style;
  switch (code) {
    case 0:
      return {};
    case 1:
      return { ...style, bold: true };
    case 2:
      return { ...style, dim: true };
    case 3:
      return { ...style, italic: true };
    case 4:
      return { ...style, underline: true };
    case 7:
      return { ...style, inverse: true };
    case 22:
      return { ...style, bold: false, dim: false };
    case 23:
      return { ...style, italic: false };
    case 24:
      return { ...style, underline: false };
    case 27:
      return { ...style, inverse: false };
    case 39:
      return bg === undefined ? rest : { ...rest, bg };
    case 49:
      return fg === undefined ? rest : { ...rest, fg };
    default:
      return style;
  }
}

/** Reads what follows 38 or 48: `5;n` of the 256 colours or `2;r;g;b`. */
function extendedColor(codes: number[]): { color?: number | string; used: number } {
  if (codes[0] === 5) {
    const color = codes[1];
    return isByte(color) ? { color: paletteColor(color), used: 2 } : { used: 2 };
  }
  if (codes[0] === 2) {
    const [red, green, blue] = codes.slice(1, 4);
    return isByte(red) && isByte(green) && isByte(blue)
      ? { color: hex(red, green, blue), used: 4 }
      : { used: 4 };
  }
  return { used: 0 };
}

function isByte(value: number | undefined): value is number {
  return value !== undefined && Number.isInteger(value) && value >= 0 && value <= 255;
}

function hex(...channels: number[]): string {
  return `#${channels.map((each) => each.toString(16).padStart(2, '0')).join('')}`;
}

/** xterm's 256 colours: 16 of the theme, a 6×6×6 cube, 24 greys. */
function paletteColor(index: number): number | string {
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const level = (step: number) => (step === 0 ? 0 : 55 + step * 40);
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}
