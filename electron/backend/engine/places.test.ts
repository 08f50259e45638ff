import { describe, expect, it } from 'vitest';
import { Places } from './places.ts';

const never = new AbortController().signal;

describe('Places', () => {
  it('gives what there is, and what is given back to the first who waits', async () => {
    const places = new Places(2);
    const first = await places.take(never);
    await places.take(never);
    const order: string[] = [];
    const third = places.take(never).then((leave) => {
      order.push('third');
      return leave;
    });
    const fourth = places.take(never).then(() => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    // A place is given back once.
    first();
    (await third)();
    await fourth;
    expect(order).toEqual(['third', 'fourth']);
  });

  it('lets go of who no longer wants one', async () => {
    const places = new Places(1);
    const leave = await places.take(never);
    const abort = new AbortController();
    const waiting = places.take(abort.signal);
    abort.abort();
    await expect(waiting).rejects.toThrow();
    await expect(places.take(abort.signal)).rejects.toThrow();
    leave();
    expect(await places.take(never)).toBeTypeOf('function');
  });
});
