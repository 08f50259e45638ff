import { describe, expect, it } from 'vitest';
import { LINE_LIMIT_BYTES, LogLineSplitter } from './log-line-splitter.ts';
import { rfc3339 } from './logs/log-timestamp.ts';

const T1 = '2026-01-02T03:04:05.000000001Z';
const T2 = '2026-01-02T03:04:05.000000002Z';

function frame(stream: 1 | 2, text: string | Buffer): Buffer {
  const payload = Buffer.from(text);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

/** The same bytes in chunks of every size must make the same lines. */
function readInChunks(bytes: Buffer, size: number, tty = false, cuts: boolean[] = []) {
  const lines: { stream: string; time: string; text: string }[] = [];
  const splitter = new LogLineSplitter({
    tty,
    sink: {
      line(stream, seconds, nanos, text, cut) {
        lines.push({ stream, time: rfc3339(seconds, nanos), text });
        cuts.push(cut);
      },
    },
  });
  for (let at = 0; at < bytes.length; at += size) splitter.push(bytes.subarray(at, at + size));
  splitter.end();
  return lines;
}

const SIZES = [1, 2, 3, 7, 8, 9, 38, 64, 1000, 1_000_000];

describe.each(SIZES)('LogLineSplitter, in chunks of %d bytes', (size) => {
  it('takes streams, times and text apart', () => {
    const bytes = Buffer.concat([
      frame(1, `${T1} Grüße 🚢\n`),
      frame(2, `${T2} error: two words\n`),
      frame(1, `${T2} \n`),
      frame(1, `${T1} windows\r\n`),
      frame(1, `${T1} no newline`),
    ]);
    expect(readInChunks(bytes, size)).toEqual([
      { stream: 'stdout', time: T1, text: 'Grüße 🚢' },
      { stream: 'stderr', time: T2, text: 'error: two words' },
      { stream: 'stdout', time: T2, text: '' },
      { stream: 'stdout', time: T1, text: 'windows' },
      { stream: 'stdout', time: T1, text: 'no newline' },
    ]);
  });

  it('joins a line that came in several entries, with stderr in between', () => {
    const bytes = Buffer.concat([frame(1, `${T1} abc`), frame(2, `${T1} e\n`), frame(1, `${T2} def\n`)]);
    expect(readInChunks(bytes, size)).toEqual([
      { stream: 'stderr', time: T1, text: 'e' },
      { stream: 'stdout', time: T1, text: 'abcdef' },
    ]);
  });

  it('reads a terminal: no frames, CR LF, the last state of a progress bar', () => {
    const bytes = Buffer.from(`${T1} plain\r\n${T2} 10%\r50%\r100%\r\n${T2} end`);
    expect(readInChunks(bytes, size, true)).toEqual([
      { stream: 'stdout', time: T1, text: 'plain' },
      { stream: 'stdout', time: T2, text: '100%' },
      { stream: 'stdout', time: T2, text: 'end' },
    ]);
  });

  it('keeps text that has no timestamp', () => {
    expect(readInChunks(frame(1, 'bare text\nand more\n'), size)).toEqual([
      { stream: 'stdout', time: '', text: 'bare text' },
      { stream: 'stdout', time: '', text: 'and more' },
    ]);
  });
});

describe('LogLineSplitter', () => {
  it('joins the entries of 16 KB into which the engine cuts a terminal’s long line', () => {
    const part = 'x'.repeat(16 * 1024);
    const bytes = Buffer.from(`${T1} ${part}${T2} ${part}${T2} tail\r\n${T2} next\r\n`);
    for (const size of [1000, 16 * 1024, bytes.length]) {
      expect(readInChunks(bytes, size, true).map((line) => line.text)).toEqual([
        `${part}${part}tail`,
        'next',
      ]);
    }
  });

  it('cuts a line that is too long between two characters, and loses nothing of it', () => {
    const text = 'é'.repeat(LINE_LIMIT_BYTES + 10);
    const cuts: boolean[] = [];
    const lines = readInChunks(frame(1, `${T1} x${text}\n`), 5000, false, cuts);
    expect(lines).toHaveLength(3);
    expect(cuts).toEqual([true, true, false]);
    expect(lines.map((line) => line.text).join('')).toBe(`x${text}`);
    for (const line of lines) {
      expect(line.time).toBe(T1);
      expect(line.text).not.toContain('\ufffd');
      expect(Buffer.byteLength(line.text)).toBeLessThanOrEqual(LINE_LIMIT_BYTES);
    }
  });

  it('keeps bytes that are no text from stopping it', () => {
    const [line] = readInChunks(
      frame(1, Buffer.concat([Buffer.from(`${T1} `), Buffer.from([0xff, 0xfe, 0x0a])])),
      1,
    );
    expect(line?.text).toBe('\ufffd\ufffd');
  });

  it('refuses a stream that is not framed', () => {
    const splitter = new LogLineSplitter({ tty: false, sink: { line: () => {} } });
    expect(() => splitter.push(Buffer.from('plain text, no frames'))).toThrow('unknown format');
  });
});
