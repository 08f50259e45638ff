import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import type { GatheredLines } from './log-columns.ts';
import { LogGatherer } from './log-gatherer.ts';
import { rfc3339 } from './log-timestamp.ts';

const never = new AbortController().signal;

function frame(seconds: number, text: string, stream = 1): Buffer {
  const payload = Buffer.from(`${rfc3339(seconds, 5)} ${text}\n`);
  const header = Buffer.from([stream, 0, 0, 0, 0, 0, 0, 0]);
  header.writeUInt32BE(payload.length, 4);
  return Buffer.concat([header, payload]);
}

async function drain(gatherer: LogGatherer): Promise<GatheredLines[]> {
  const all: GatheredLines[] = [];
  for (let next = await gatherer.next(never); next; next = await gatherer.next(never)) all.push(next);
  return all;
}

const turn = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('LogGatherer', () => {
  it('gives lines in columns', async () => {
    const gatherer = new LogGatherer();
    const stream = new PassThrough();
    const ended = gatherer.attach(stream, { tty: false });
    stream.end(Buffer.concat([frame(100, 'one'), frame(101, 'two', 2), frame(101, '')]));
    expect(await ended).toEqual({ seconds: 101, nanos: 5 });
    gatherer.close();
    expect(await drain(gatherer)).toEqual([
      {
        batch: {
          count: 3,
          text: 'one\ntwo\n',
          streams: 'oeo',
          seconds: 100,
          nanos: [5, 1_000_000_005, 1_000_000_005],
        },
        sources: [0, 0, 0],
      },
    ]);
  });

  it('does not read a log of the past that nobody takes', async () => {
    const gatherer = new LogGatherer();
    const stream = new PassThrough();
    void gatherer.attach(stream, { tty: false, liveFrom: 1000 });
    const chunk = Buffer.concat(Array.from({ length: 300 }, () => frame(100, 'x'.repeat(1000))));
    let written = 0;
    while (written < 100 && stream.write(chunk)) {
      written += 1;
      await turn();
    }
    expect(written).toBeLessThan(5);
    expect(stream.isPaused()).toBe(true);
    const first = await gatherer.next(never);
    expect(first?.batch.skipped).toBeUndefined();
    await turn();
    expect((await gatherer.next(never))?.batch.skipped).toBeUndefined();
  });

  it('reads a live log on, leaves out its oldest lines, and counts them', async () => {
    const gatherer = new LogGatherer({ aheadCharacters: 1_000_000 });
    const stream = new PassThrough();
    void gatherer.attach(stream, { tty: false, liveFrom: 50 }).then(() => gatherer.close());
    let number = 0;
    for (let i = 0; i < 100; i++) {
      const lines = Array.from({ length: 300 }, () => frame(100, `${number++}`.padEnd(1000, '.')));
      stream.write(Buffer.concat(lines));
      await turn();
    }
    stream.end();
    const batches = await drain(gatherer);
    const shown = batches.reduce((sum, { batch }) => sum + batch.count, 0);
    const skipped = batches.reduce((sum, { batch }) => sum + (batch.skipped ?? 0), 0);
    expect(shown + skipped).toBe(30_000);
    expect(skipped).toBeGreaterThan(20_000);
    expect(batches[0]?.batch.skipped).toBe(skipped);
    expect(batches.at(-1)?.batch.text).toMatch(/\n29999\.+$/);
  });

  it('puts the lines of several logs in order of time', async () => {
    const gatherer = new LogGatherer({ byTime: true });
    const [a, b] = [new PassThrough(), new PassThrough()];
    void gatherer.attach(a, { tty: false, source: 1 });
    void gatherer.attach(b, { tty: false, source: 2 });
    a.write(Buffer.concat([frame(100, 'a1'), frame(103, 'a2')]));
    await turn();
    b.write(Buffer.concat([frame(99, 'b1'), frame(102, 'b2'), frame(104, 'b3')]));
    await turn();
    const next = await gatherer.next(never);
    expect(next?.batch.text.split('\n')).toEqual(['b1', 'a1', 'b2', 'a2', 'b3']);
    expect(next?.sources).toEqual([2, 1, 2, 1, 2]);
  });

  it('leaves out what was known, to the nanosecond', async () => {
    const gatherer = new LogGatherer();
    const stream = new PassThrough();
    const ended = gatherer.attach(stream, { tty: false, after: { seconds: 100, nanos: 5 } });
    stream.end(Buffer.concat([frame(99, 'old'), frame(100, 'known'), frame(101, 'new'), frame(98, 'late')]));
    await ended;
    gatherer.close();
    // What comes behind a new line is new, whatever its clock said.
    expect((await drain(gatherer)).map(({ batch }) => batch.text)).toEqual(['new\nlate']);
  });

  it('throws what broke the log, behind its last lines', async () => {
    const gatherer = new LogGatherer();
    const stream = new PassThrough();
    const ended = gatherer.attach(stream, { tty: false });
    ended.catch((error) => gatherer.close(error));
    stream.write(frame(100, 'last'));
    await turn();
    stream.destroy(new Error('broken'));
    expect((await gatherer.next(never))?.batch.text).toBe('last');
    await expect(gatherer.next(never)).rejects.toThrow('broken');
  });
});
