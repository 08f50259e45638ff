import { hasControls, stripAnsi } from '../../../../shared/strip-ansi.ts';

export interface LogQuery {
  text: string;
  regex: boolean;
  caseSensitive: boolean;
}

/** From and behind, in UTF-16 units of the text without its escape sequences. */
export type TextRange = readonly [from: number, end: number];

/** More in one line are not marked. */
const RANGES_LIMIT = 200;

/** Control signs other than the newline between lines and the tab. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control signs are what is looked for
const CONTROL_IN_LINES = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/;

/**
 * What a person typed, as a query; undefined for nothing. `/pattern/` is a regular expression, with `i` behind it or
 * without, whatever the buttons say.
 */
export function toQuery(
  typed: string,
  options: { regex: boolean; caseSensitive: boolean },
): LogQuery | undefined {
  const slashed = /^\/(.+)\/(i?)$/.exec(typed);
  if (slashed) {
    const [, text = '', flag] = slashed;
    return { text, regex: true, caseSensitive: flag !== 'i' && options.caseSensitive };
  }
  return typed === '' ? undefined : { text: typed, ...options };
}

/** The expression of a query, for many finds in a line. @throws SyntaxError where a person's own is none. */
export function expressionOf({ text, regex, caseSensitive }: LogQuery): RegExp {
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  return new RegExp(source, caseSensitive ? 'g' : 'gi');
}

/** Where a line's shown text is found. */
export function rangesIn(shown: string, expression: RegExp): TextRange[] {
  const ranges: TextRange[] = [];
  for (const match of shown.matchAll(expression)) {
    // An expression that also fits nothing marks nothing there.
    if (match[0] !== '') ranges.push([match.index, match.index + match[0].length]);
    if (ranges.length === RANGES_LIMIT) break;
  }
  return ranges;
}

/** Which of the lines, joined by newlines, have a match: their places. */
export function matchingLines(text: string, query: LogQuery): number[] {
  const expression = expressionOf(query);
  const plain = !query.regex && !query.text.includes('\n');
  return plain && !CONTROL_IN_LINES.test(text) ? inWhole(text, expression) : lineByLine(text, expression);
}

/** A plain text cannot reach over a line's end: one pass over everything. */
function inWhole(text: string, expression: RegExp): number[] {
  const places: number[] = [];
  let line = 0;
  let lineEnd = text.indexOf('\n');
  for (let match = expression.exec(text); match; match = expression.exec(text)) {
    while (lineEnd >= 0 && lineEnd < match.index) {
      line += 1;
      lineEnd = text.indexOf('\n', lineEnd + 1);
    }
    places.push(line);
    if (lineEnd < 0) break;
    expression.lastIndex = lineEnd + 1;
    line += 1;
    lineEnd = text.indexOf('\n', lineEnd + 1);
  }
  return places;
}

function lineByLine(text: string, expression: RegExp): number[] {
  const places: number[] = [];
  const hasAny = CONTROL_IN_LINES.test(text);
  for (const [place, line] of text.split('\n').entries()) {
    expression.lastIndex = 0;
    if (expression.test(hasAny && hasControls(line) ? stripAnsi(line) : line)) places.push(place);
  }
  return places;
}
