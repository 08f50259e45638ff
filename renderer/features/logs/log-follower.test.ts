import { describe, expect, it } from 'vitest';
import type { LogBatch } from '../../../shared/contract/logs.ts';
import { AppError } from '../../../shared/errors.ts';
import { entriesBatch, LogFollower, type LogSource, sinceNewest } from './log-follower.ts';

/** A source whose readings are given one after the other. */
function readings(...batches: (LogBatch[] | AppError)[]): LogSource {
  let reading = 0;
  return async function* () {
    const next = batches[reading];
    reading += 1;
    if (next instanceof AppError) throw next;
    for (const batch of next ?? []) yield { batch };
  };
}

const line = (text: string, second: number): LogBatch => ({
  count: 1,
  text,
  streams: 'o',
  seconds: second,
  nanos: [5],
});
function texts({ store }: LogFollower): (string | undefined)[] {
  return Array.from({ length: store.length }, (_, index) => store.line(store.first + index)?.text);
}
const plainBatch = (lines: string[]) => entriesBatch(lines.map((text) => ({ text })));
const schedule = (callback: () => void) => callback();

describe('LogFollower', () => {
  it('tells once per frame, however many batches come', async () => {
    const frames: (() => void)[] = [];
    const many = Array.from({ length: 400 }, (_, index) => plainBatch([`${index}`]));
    const follower = new LogFollower(readings(many), { schedule: (callback) => frames.push(callback) });
    let told = 0;
    follower.subscribe(() => {
      told += 1;
    });
    await follower.read();
    expect(texts(follower)).toHaveLength(400);
    expect(frames).toHaveLength(1);
    // The first batch and the end change the status, which is told at once.
    expect(told).toBe(2);
    const before = follower.getVersion();
    frames[0]?.();
    expect(follower.getVersion()).toBe(before + 1);
    expect(follower.getState().status).toBe('ended');
  });

  it('tells more seldom of a flood, and at last of all of it', async () => {
    const frames: (() => void)[] = [];
    const flood = plainBatch(Array.from({ length: 5000 }, (_, index) => `${index}`));
    const follower = new LogFollower(readings([flood, flood]), {
      schedule: (callback) => frames.push(callback),
    });
    await follower.read();
    let told = 0;
    follower.subscribe(() => {
      told += 1;
    });
    for (let frame = frames.shift(); frame; frame = frames.shift()) {
      frame();
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect(told).toBe(1);
    expect(follower.store.length).toBe(10_000);
  });

  it('gives its source the moment behind which to go on', async () => {
    const asked: unknown[] = [];
    const follower = new LogFollower(
      async function* (_signal, store) {
        asked.push(sinceNewest(store));
        yield { batch: line(`at ${asked.length}`, asked.length) };
      },
      { schedule },
    );
    await follower.read();
    await follower.read();
    expect(asked).toEqual([{}, { since: { seconds: 1, nanos: 5 } }]);
    expect(texts(follower)).toEqual(['at 1', 'at 2']);
  });

  it('begins anew where lines have no time', async () => {
    const follower = new LogFollower(readings([plainBatch(['a'])], [plainBatch(['a', 'b'])]), { schedule });
    await follower.read();
    await follower.read();
    expect(texts(follower)).toEqual(['a', 'b']);
  });

  it('keeps its lines when it fails, and tells why', async () => {
    const error = new AppError('engine_unreachable', 'm', 'h');
    const follower = new LogFollower(readings([line('a', 1)], error), { schedule });
    await follower.read();
    await follower.read();
    expect(texts(follower)).toEqual(['a']);
    expect(follower.getState()).toEqual({ status: 'failed', error: error.toData() });
  });

  it('is silent after it was stopped', async () => {
    let goOn = () => {};
    const gate = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const follower = new LogFollower(
      async function* () {
        yield { batch: plainBatch(['a']) };
        await gate;
        yield { batch: plainBatch(['b']) };
      },
      { schedule },
    );
    const reading = follower.read();
    await Promise.resolve();
    follower.stop();
    goOn();
    await reading;
    expect(texts(follower)).not.toContain('b');
    expect(follower.getState().status).not.toBe('ended');
  });

  it('tells loading from open and silent, and both from ended', async () => {
    let end = () => {};
    const gate = new Promise<void>((resolve) => {
      end = resolve;
    });
    const follower = new LogFollower(
      async function* () {
        yield { batch: plainBatch([]) };
        await gate;
      },
      { schedule },
    );
    const reading = follower.read();
    expect(follower.getState().status).toBe('loading');
    await expect.poll(() => follower.getState().status).toBe('live');
    end();
    await reading;
    expect([follower.getState().status, texts(follower)]).toEqual(['ended', []]);
  });
});
