import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Coalescer } from './coalescer.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe('Coalescer', () => {
  it('hands over each id once, after the delay', async () => {
    const batches: string[][] = [];
    const coalescer = new Coalescer(50, async (ids) => void batches.push(ids));
    for (const id of ['a', 'b', 'a', 'a']) coalescer.add(id);
    await vi.advanceTimersByTimeAsync(49);
    expect(batches).toEqual([]);
    coalescer.add('c');
    await vi.advanceTimersByTimeAsync(1);
    expect(batches).toEqual([['a', 'b', 'c']]);
    await vi.advanceTimersByTimeAsync(1000);
    expect(batches).toHaveLength(1);
  });

  it('does not let a storm put the first id off', async () => {
    const batches: string[][] = [];
    const coalescer = new Coalescer(50, async (ids) => void batches.push(ids));
    for (let i = 0; i < 20; i++) {
      coalescer.add(`id${i}`);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect(batches.length).toBeGreaterThanOrEqual(3);
    expect(batches[0]).toContain('id0');
  });

  it('collects what comes while a batch is under way into one more', async () => {
    const batches: string[][] = [];
    let finish = () => {};
    const coalescer = new Coalescer(50, (ids) => {
      batches.push(ids);
      return new Promise<void>((resolve) => {
        finish = resolve;
      });
    });
    coalescer.add('a');
    await vi.advanceTimersByTimeAsync(50);
    coalescer.add('a');
    coalescer.add('b');
    await vi.advanceTimersByTimeAsync(500);
    expect(batches).toEqual([['a']]);
    finish();
    await vi.advanceTimersByTimeAsync(50);
    expect(batches).toEqual([['a'], ['a', 'b']]);
  });

  it('drops what waits when it is disposed', async () => {
    const flush = vi.fn(async () => {});
    const coalescer = new Coalescer(50, flush);
    coalescer.add('a');
    coalescer.dispose();
    coalescer.add('b');
    await vi.advanceTimersByTimeAsync(1000);
    expect(flush).not.toHaveBeenCalled();
  });
});
