import { expect, it } from 'vitest';
import { OrderlyQuit, type QuitLimits, type QuitSteps } from './orderly-quit.ts';

const NEVER = 60_000;

function quit(dispose: (steps: string[]) => Promise<void>, limits: QuitLimits = {}) {
  const done: string[] = [];
  const steps: QuitSteps = {
    dispose: () => {
      done.push('dispose');
      return dispose(done);
    },
    force: async () => done.push('force'),
    showProgress: () => done.push('progress'),
    exit: (code) => done.push(`exit ${code}`),
    warn: (message) => done.push(message),
  };
  return { done, quit: new OrderlyQuit(steps, { progressAfterMs: NEVER, forceAfterMs: NEVER, ...limits }) };
}

it('ends after the machine has, once, however often it is asked', async () => {
  const { done, quit: it } = quit(async () => {});
  const first = it.begin();
  await it.begin(1);
  expect(it.begun).toBe(true);
  await first;
  expect(done).toEqual(['dispose', 'exit 0']);
});

it('shows how far it is where that takes a while', async () => {
  const { done, quit: it } = quit(
    async (steps) => {
      while (!steps.includes('progress')) await new Promise((resolve) => setImmediate(resolve));
    },
    { progressAfterMs: 0 },
  );
  await it.begin();
  expect(done).toEqual(['dispose', 'progress', 'exit 0']);
});

it('forces a machine that does not stop in time', async () => {
  const { done, quit: it } = quit(
    async (steps) => {
      while (!steps.includes('force')) await new Promise((resolve) => setImmediate(resolve));
    },
    { forceAfterMs: 0, giveUpAfterMs: NEVER },
  );
  await it.begin();
  expect(done).toEqual([
    'dispose',
    'The machine did not stop in time and is ended by force.',
    'force',
    'exit 0',
  ]);
});

it('ends all the same where not even that helps', async () => {
  const { done, quit: it } = quit(() => new Promise(() => {}), { forceAfterMs: 0, giveUpAfterMs: 1 });
  await it.begin();
  expect(done).toContain('force');
  expect(done.at(-1)).toBe('exit 1');
});

it('says with its code that something went wrong', async () => {
  const { done, quit: it } = quit(async () => Promise.reject(new Error('no')));
  await it.begin();
  expect(done).toEqual(['dispose', 'Pier did not end well.', 'exit 1']);
  const crashed = quit(async () => {});
  await crashed.quit.begin(1);
  expect(crashed.done).toEqual(['dispose', 'exit 1']);
});

it.each([
  ['well', async () => {}, ['dispose', 'last true', 'exit 0']],
  [
    'badly',
    async () => Promise.reject(new Error('no')),
    ['dispose', 'Pier did not end well.', 'last false', 'exit 1'],
  ],
])('does the last when everything has ended %s', async (_, dispose, expected) => {
  const { done, quit: it } = quit(dispose);
  expect(it.isOver).toBe(false);
  await it.begin(0, async (endedWell) => {
    expect(it.isOver).toBe(true);
    done.push(`last ${endedWell}`);
  });
  expect(done).toEqual(expected);
});
