import type { Readable } from 'node:stream';
import { LogLineSplitter } from '../log-line-splitter.ts';
import { type GatheredLines, LogColumns } from './log-columns.ts';
import type { AttachOptions } from './log-gatherer.ts';

interface HistoryLine {
  stream: 'stdout' | 'stderr';
  seconds: number;
  nanos: number;
  text: string;
}

/** Of one container: its last lines, of which the oldest go where they are too long to be kept. */
export async function readHistory(
  response: Readable,
  { tty, after }: AttachOptions,
  limit: number,
): Promise<HistoryLine[]> {
  const lines: HistoryLine[] = [];
  let characters = 0;
  let oldest = 0;
  const splitter = new LogLineSplitter({
    tty,
    sink: {
      line(stream, seconds, nanos, text) {
        const isKnown =
          after && (seconds < after.seconds || (seconds === after.seconds && nanos <= after.nanos));
        if (isKnown) return;
        lines.push({ stream, seconds, nanos, text });
        characters += text.length;
        for (; characters > limit && oldest < lines.length - 1; oldest++) {
          characters -= lines[oldest]?.text.length ?? 0;
          // Let go at once; the list is cut at the end.
          delete lines[oldest];
        }
      },
    },
  });
  for await (const chunk of response as AsyncIterable<Buffer>) splitter.push(chunk);
  splitter.end();
  return lines.slice(oldest);
}

/** The histories of many containers as one, in the order of their times, in parts of at most `lines`. */
export function* mergeHistories(
  histories: { source: number; lines: HistoryLine[] }[],
  lines: number,
  characters: number,
): Generator<GatheredLines, void, void> {
  const all = histories.flatMap(({ source, lines }) => lines.map((line) => ({ source, line })));
  // Stable: what has no time, or the same, stays as it came.
  all.sort((a, b) => a.line.seconds - b.line.seconds || a.line.nanos - b.line.nanos || 0);
  const columns = new LogColumns();
  for (const { source, line } of all) {
    columns.add(line.stream, line.seconds, line.nanos, line.text, source);
    if (columns.length >= lines || columns.characters >= characters) yield columns.take();
  }
  if (columns.length > 0) yield columns.take();
}
