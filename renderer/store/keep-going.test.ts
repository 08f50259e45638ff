import { expect, it } from 'vitest';
import { AppError } from '../../shared/errors.ts';
import { keepGoing, pause } from './keep-going.ts';

it('runs again after an end and after a failure, waiting longer each time, until it is aborted', async () => {
  const abort = new AbortController();
  const waits: number[] = [];
  let runs = 0;
  await keepGoing(
    async () => {
      runs += 1;
      if (runs === 4) abort.abort();
      if (runs % 2 === 0) throw new AppError('engine_unreachable', 'm', 'h');
    },
    abort.signal,
    async (ms) => {
      waits.push(ms);
    },
  );
  expect(runs).toBe(4);
  expect(waits).toHaveLength(3);
  expect(waits[2]).toBeGreaterThan(waits[0] ?? Number.NaN);
});

it('gives up on what this connection may not do', async () => {
  let runs = 0;
  await keepGoing(
    async () => {
      runs += 1;
      throw new AppError('forbidden', 'm', 'h');
    },
    new AbortController().signal,
    async () => {},
  );
  expect(runs).toBe(1);
});

it('a pause ends at once when it is aborted', async () => {
  const abort = new AbortController();
  const waiting = pause(3_600_000, abort.signal);
  abort.abort();
  await waiting;
  await pause(3_600_000, abort.signal);
});
