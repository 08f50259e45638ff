import { describe, expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { type LogEntry, LogFollower, type LogSource } from './log-follower.ts';

/** A source whose readings are given one after the other. */
function readings(...batches: (LogEntry[][] | AppError)[]): LogSource {
  let reading = 0;
  return async function* () {
    const next = batches[reading];
    reading += 1;
    if (next instanceof AppError) throw next;
    yield* next ?? [];
  };
}

const line = (text: string, second?: number): LogEntry =>
  second === undefined ? { text } : { text, time: `2026-01-01T00:00:0${second}.000000000Z` };
const texts = (follower: LogFollower) =>
  follower
    .getSnapshot()
    .ring.toArray()
    .map((entry) => entry.text);
const now = (callback: () => void) => callback();

describe('LogFollower', () => {
  it('tells once per frame, however many batches come', async () => {
    const frames: (() => void)[] = [];
    const many = Array.from({ length: 1000 }, (_, index) => [line(`${index}`)]);
    const follower = new LogFollower(readings(many), (callback) => frames.push(callback));
    let told = 0;
    follower.subscribe(() => {
      told += 1;
    });
    await follower.read();
    expect(texts(follower)).toHaveLength(1000);
    expect(frames).toHaveLength(1);
    // The first batch and the end change the status, which is told at once.
    expect(told).toBe(2);
    const before = follower.getSnapshot().version;
    frames[0]?.();
    expect(follower.getSnapshot().version).toBe(before + 1);
    expect(follower.getSnapshot().status).toBe('ended');
  });

  it('goes on behind its last line when it is read again', async () => {
    const source = readings(
      [[line('a', 1), line('b', 2)]],
      [[line('a', 1)], [line('b', 2), line('c', 3)], [line('late', 1)]],
    );
    const follower = new LogFollower(source, now);
    await follower.read();
    await follower.read();
    expect(texts(follower)).toEqual(['a', 'b', 'c', 'late']);
  });

  it('begins anew where lines have no time', async () => {
    const follower = new LogFollower(readings([[line('a')]], [[line('a'), line('b')]]), now);
    await follower.read();
    await follower.read();
    expect(texts(follower)).toEqual(['a', 'b']);
  });

  it('keeps its lines when it fails, and tells why', async () => {
    const error = new AppError('engine_unreachable', 'm', 'h');
    const follower = new LogFollower(readings([[line('a', 1)]], error), now);
    await follower.read();
    await follower.read();
    expect(texts(follower)).toEqual(['a']);
    expect([follower.getSnapshot().status, follower.getSnapshot().error]).toEqual(['failed', error.toData()]);
  });

  it('is silent after it was stopped', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const follower = new LogFollower(async function* () {
      yield [line('a')];
      await gate;
      yield [line('b')];
    }, now);
    const reading = follower.read();
    await Promise.resolve();
    follower.stop();
    goOn();
    await reading;
    expect(texts(follower)).not.toContain('b');
    expect(follower.getSnapshot().status).not.toBe('ended');
  });

  it('an empty log is ended, not loading', async () => {
    const follower = new LogFollower(readings([]), now);
    await follower.read();
    expect([follower.getSnapshot().status, texts(follower)]).toEqual(['ended', []]);
  });
});
