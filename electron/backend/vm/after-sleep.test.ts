import { expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { type AfterSleepOptions, watchSleep } from './after-sleep.ts';

const HOUR = 3_600_000;

function machine(kind: 'running' | 'stopped') {
  let aheadMs = -HOUR;
  const resumes = new Set<() => void>();
  const setTime = vi.fn(async () => {
    aheadMs = 0;
  });
  const supervisor = {
    guest: { time: async () => Date.now() + aheadMs, setTime },
    status: () => ({ state: { kind, since: 0 } }),
    onChange: () => () => {},
    onResume: (listener: () => void) => {
      resumes.add(listener);
      return () => resumes.delete(listener);
    },
    askEngine: () => {},
  } as unknown as AfterSleepOptions['supervisor'];
  const { dispose } = watchSleep({
    supervisor,
    resolver: { check: () => {} },
    systemProxy: { check: async () => {} },
    ports: { check: () => {} },
    log: silentLogger,
  });
  return {
    dispose,
    setTime,
    pause: () => {
      aheadMs = -HOUR;
    },
    resume: () => {
      for (const listener of resumes) listener();
    },
  };
}

it('sets the clock of a machine that an earlier Pier left, and after each pause, once', async () => {
  const { setTime, pause, resume, dispose } = machine('running');
  await expect.poll(() => setTime.mock.calls.length).toBe(1);
  pause();
  resume();
  await expect.poll(() => setTime.mock.calls.length).toBe(2);
  dispose();
  pause();
  resume();
  expect(setTime).toHaveBeenCalledTimes(2);
});

it('leaves a machine alone that does not run', async () => {
  const { setTime, dispose } = machine('stopped');
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(setTime).not.toHaveBeenCalled();
  dispose();
});
