import { expect, it } from 'vitest';
import type { BuildStep } from '../../../shared/contract/builds.ts';
import { stepsByLine } from './steps-by-line.ts';

const step = (number: number, state: BuildStep['state'], first?: number): BuildStep => ({
  number,
  text: `step ${number}`,
  instruction: first !== undefined,
  ...(first === undefined ? {} : { lines: { first, last: first } }),
  state,
  outputLine: 0,
  startedAt: 0,
});

it('shows the step of a line that matters most', () => {
  const steps = [
    step(1, 'done'),
    step(2, 'done', 1),
    step(3, 'failed', 2),
    step(4, 'cancelled', 2),
    step(5, 'cached', 3),
    step(6, 'running', 3),
  ];
  expect([...stepsByLine(steps)].map(([line, { number }]) => [line, number])).toEqual([
    [1, 2],
    [2, 3],
    [3, 6],
  ]);
});
