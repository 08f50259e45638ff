import type { AnsiSpan, AnsiStyle } from './ansi.ts';
import type { TextRange } from './search/log-query.ts';

/** A piece of a line that looks the same from its begin to its end. */
export interface LineSegment {
  text: string;
  style: AnsiStyle;
  /** Found by the search. */
  found: boolean;
  /** http or https, nothing else. */
  href?: string;
}

/** Of an address in a text; what closes a sentence or a bracket around it does not belong to it. */
const ADDRESS = /\bhttps?:\/\/[^\s"'<>`\\^{|}]+/gi;
const TRAILING = /[.,;:!?'")\]}>*]+$/;
/** A longer text is no address that a person would follow. */
const ADDRESS_LIMIT = 2000;

interface Link {
  from: number;
  end: number;
  href: string;
}

/** Cuts a line's styled text where the search has found something and where addresses begin and end. */
export function lineSegments(spans: readonly AnsiSpan[], ranges: readonly TextRange[]): LineSegment[] {
  const text = spans.map((span) => span.text).join('');
  const links = linksIn(text);
  const segments: LineSegment[] = [];
  const cuts = new Set<number>([0, text.length]);
  for (const [from, end] of ranges) cuts.add(from).add(end);
  for (const { from, end } of links) cuts.add(from).add(end);
  let at = 0;
  for (const span of spans) {
    cuts.add(at);
    at += span.text.length;
  }
  const places = [...cuts].filter((place) => place <= text.length).sort((a, b) => a - b);
  let spanIndex = 0;
  let spanEnd = spans[0]?.text.length ?? 0;
  for (const [index, from] of places.entries()) {
    const end = places[index + 1];
    if (end === undefined) break;
    while (from >= spanEnd && spanIndex < spans.length - 1) {
      spanIndex += 1;
      spanEnd += spans[spanIndex]?.text.length ?? 0;
    }
    const link = links.find((each) => each.from <= from && end <= each.end);
    segments.push({
      text: text.slice(from, end),
      style: spans[spanIndex]?.style ?? {},
      found: ranges.some(([begin, over]) => begin <= from && end <= over),
      ...(link && { href: link.href }),
    });
  }
  return segments;
}

function linksIn(text: string): Link[] {
  if (!text.includes('://')) return [];
  const links: Link[] = [];
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].replace(TRAILING, '');
    if (address.length > ADDRESS_LIMIT) continue;
    try {
      const { href, protocol } = new URL(address);
      if (protocol !== 'http:' && protocol !== 'https:') continue;
      links.push({ from: match.index, end: match.index + address.length, href });
    } catch {
      // Looks like one and is none.
    }
  }
  return links;
}
