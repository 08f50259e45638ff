import { describe, expect, it } from 'vitest';
import { PatientRounds } from './patient-rounds.ts';

function gate() {
  let resolve: (value: string) => void = () => {};
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<string>((onValue, onError) => {
    resolve = onValue;
    reject = onError;
  });
  return { promise, resolve, reject };
}

/** Each id answers with its own name, but those whose gate is still closed. */
function asker(gates: Record<string, Promise<string | undefined>>) {
  const asked: string[] = [];
  const rounds = new PatientRounds<string>({
    ask: (id) => {
      asked.push(id);
      return gates[id] ?? Promise.resolve(id);
    },
    atOnce: 2,
    patienceMs: 20,
  });
  return { asked, round: async (ids: string[]) => [...(await rounds.round(ids)).keys()].sort() };
}

describe('rounds', () => {
  it('end without one that is slow, which is not asked twice and answers into the next', async () => {
    const slow = gate();
    const { asked, round } = asker({ b: slow.promise });
    expect(await round(['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    expect(await round(['a', 'b', 'c', 'd'])).toEqual(['a', 'c', 'd']);
    expect(asked.filter((id) => id === 'b')).toHaveLength(1);
    slow.resolve('b');
    await slow.promise;
    expect(await round(['a', 'b'])).toEqual(['a', 'b']);
    expect(await round(['a', 'b'])).toEqual(['a', 'b']);
    expect(asked.filter((id) => id === 'b')).toHaveLength(2);
  });

  it('forget what came late of one that is gone', async () => {
    const slow = gate();
    const { round } = asker({ b: slow.promise });
    await round(['a', 'b']);
    slow.resolve('b');
    await slow.promise;
    expect(await round(['a'])).toEqual(['a']);
    expect(await round([])).toEqual([]);
  });

  it('leave out what has no answer, and fail as the asking does, late or not', async () => {
    const slow = gate();
    expect(await asker({ a: Promise.resolve(undefined) }).round(['a', 'b'])).toEqual(['b']);
    await expect(asker({ a: Promise.reject(new Error('gone')) }).round(['a', 'b'])).rejects.toThrow('gone');
    const { round } = asker({ a: slow.promise });
    expect(await round(['a', 'b'])).toEqual(['b']);
    slow.reject(new Error('gone later'));
    await slow.promise.catch(() => {});
    await expect(round(['b'])).rejects.toThrow('gone later');
    expect(await round(['b'])).toEqual(['b']);
  });
});
