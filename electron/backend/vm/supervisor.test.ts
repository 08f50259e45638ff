import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TestSupervisor, testSupervisor } from './test-supervisor.ts';

const failure = { code: 'data_disk_newer', message: 'The disk is newer.', hint: 'Update.' } as const;
const OUTSIDE_THE_TABLE = 'A state change is not in the table.';

let made: TestSupervisor[] = [];

function make(...args: Parameters<typeof testSupervisor>): TestSupervisor {
  const test = testSupervisor(...args);
  made.push(test);
  return test;
}

/** Lets time pass, with everything that happens in it. */
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** The code of the AppError that a promise rejects with. */
const codeOf = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: { code?: string }) => error.code,
  );

beforeEach(() => {
  vi.useFakeTimers();
  made = [];
});

afterEach(async () => {
  for (const { supervisor, errors } of made) {
    expect(errors).not.toContain(OUTSIDE_THE_TABLE);
    const disposed = supervisor.dispose({ stopMachine: true });
    await pass(60_000);
    await disposed;
  }
  vi.useRealTimers();
});

describe('start', () => {
  it('provisions, boots step by step and runs', async () => {
    const { supervisor, kinds, machine } = make({
      installed: false,
      provisionSteps: [{ id: 'image', title: 'Building the image', ms: 2000 }],
      bootSteps: [{ id: 'kernel', title: 'Starting the kernel', ms: 1000 }],
    });
    await supervisor.init();
    expect(supervisor.status().state.kind).toBe('absent');
    const started = supervisor.start();
    await pass(1000);
    expect(supervisor.status().state).toMatchObject({ kind: 'provisioning', step: { id: 'image' } });
    expect(supervisor.engine.expected()).toBe(true);
    await pass(1500);
    expect(supervisor.status().state).toMatchObject({ kind: 'starting', step: { id: 'kernel' }, attempt: 0 });
    await pass(2000);
    await started;
    expect(kinds).toEqual(['absent', 'starting', 'provisioning', 'starting', 'running']);
    expect(supervisor.status()).toMatchObject({
      engineVersion: '1.2.3',
      info: { cpus: 2, accelerator: 'scripted' },
    });
    expect(supervisor.engine.current()).toBe(machine().endpoint);
    expect(supervisor.engine.expected()).toBe(false);
  });

  it('is running as soon as the engine answers, whatever the guest still reports', async () => {
    const { supervisor, machine } = make({ bootSteps: [{ id: 'slow', title: 'Slow', ms: 50_000 }] });
    await supervisor.init();
    const started = supervisor.start();
    await pass(1000);
    await machine().engineUp();
    await pass(500);
    await started;
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('called twice is one start, and one more on a running engine does nothing', async () => {
    const { supervisor, driver } = make({ bootSteps: [{ id: 'kernel', title: 'Kernel', ms: 100 }] });
    await supervisor.init();
    const both = Promise.all([supervisor.start(), supervisor.start()]);
    await pass(1000);
    await both;
    await supervisor.start();
    expect(driver.starts).toBe(1);
  });

  it('fails with the error of a fatal check, and can be tried again', async () => {
    const { supervisor, driver, script } = make({
      checkFails: { code: 'qemu_missing', message: 'No QEMU.', hint: 'Install it.' },
    });
    await supervisor.init();
    expect(await codeOf(supervisor.start())).toBe('qemu_missing');
    expect(supervisor.status().state).toMatchObject({ kind: 'failed', error: { hint: 'Install it.' } });
    expect(supervisor.engine.expected()).toBe(false);
    expect(driver.starts).toBe(0);
    delete script.checkFails;
    await supervisor.start();
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('fails with the error of the provisioning', async () => {
    const { supervisor } = make({ installed: false, provisionFails: failure });
    await supervisor.init();
    expect(await codeOf(supervisor.start())).toBe('data_disk_newer');
    expect(supervisor.status().state.kind).toBe('failed');
  });

  it('fails with what the guest reports, and ends the machine', async () => {
    const { supervisor, driver } = make({ guestFails: failure });
    await supervisor.init();
    expect(await codeOf(supervisor.start())).toBe('data_disk_newer');
    expect(supervisor.status().state).toMatchObject({ kind: 'failed', error: failure });
    expect(await driver.inspect()).toBe('stopped');
  });

  it('times out with the last lines of the console, and ends the machine', async () => {
    const { supervisor, driver } = make({
      neverReady: true,
      bootLimitMs: 30_000,
      consoleLines: ['Kernel panic - not syncing: No working init found.'],
    });
    await supervisor.init();
    const outcome = supervisor.start().catch((error: unknown) => error);
    await pass(29_000);
    expect(supervisor.status().state.kind).toBe('starting');
    await pass(10_000);
    expect(await outcome).toMatchObject({ code: 'machine_start_timeout' });
    expect(await outcome).toMatchObject({ lastLines: [expect.stringContaining('No working init found')] });
    expect(String(await outcome)).not.toContain('No working init found');
    expect(String(await outcome)).toContain('within 30 s');
    expect(supervisor.status().state.kind).toBe('failed');
    expect(await driver.inspect()).toBe('stopped');
  });

  it('waits as long as a trouble lasts that is known, and tells it', async () => {
    const full = { code: 'home_disk_full', message: 'The disk is full.', hint: 'Free some space.' } as const;
    const { supervisor, machine } = make({
      bootSteps: [{ id: 'kernel', title: 'Kernel', ms: 1_000_000 }],
      bootLimitMs: 30_000,
    });
    await supervisor.init();
    const started = supervisor.start();
    await pass(20_000);
    machine().tellTrouble(full);
    await pass(600_000);
    expect(supervisor.status().state).toMatchObject({
      kind: 'starting',
      step: { id: 'kernel' },
      trouble: full,
    });
    machine().tellTrouble(undefined);
    await pass(20_000);
    expect(supervisor.status().state.kind).toBe('starting');
    expect(supervisor.status().state).not.toHaveProperty('trouble');
    await machine().engineUp();
    await pass(1000);
    await started;
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('can be stopped while it waits, and times out when the trouble is over and nothing comes of it', async () => {
    const full = { code: 'home_disk_full', message: 'The disk is full.', hint: 'Free some space.' } as const;
    const { supervisor, machine } = make({ neverReady: true, bootLimitMs: 30_000 });
    await supervisor.init();
    const first = codeOf(supervisor.start());
    await pass(1000);
    machine().tellTrouble(full);
    await pass(60_000);
    const stopped = supervisor.stop({ force: false });
    await pass(20_000);
    await stopped;
    expect(await first).toBe('cancelled');
    const second = codeOf(supervisor.start());
    await pass(1000);
    machine().tellTrouble(full);
    await pass(60_000);
    machine().tellTrouble(undefined);
    await pass(40_000);
    expect(await second).toBe('machine_start_timeout');
  });

  it('begins again by itself where the machine dies of what the driver then does without', async () => {
    const { supervisor, driver, kinds } = make({
      bootSteps: [{ id: 'kernel', title: 'Kernel', ms: 2000 }],
      crashAfterMs: 1000,
      crashes: 1,
      crashIsRemedied: true,
    });
    await supervisor.init();
    const started = supervisor.start();
    await pass(10_000);
    await started;
    expect(kinds).toEqual(['stopped', 'starting', 'running']);
    expect(driver.starts).toBe(2);
  });

  it('does so once: what dies of it again is a failure', async () => {
    const { supervisor, driver } = make({ neverReady: true, crashAfterMs: 1000, crashIsRemedied: true });
    await supervisor.init();
    const outcome = codeOf(supervisor.start());
    await pass(10_000);
    expect(await outcome).toBe('machine_start_failed');
    expect(driver.starts).toBe(2);
  });

  it('can be stopped while it begins again', async () => {
    const { supervisor, driver, kinds } = make({
      neverReady: true,
      crashAfterMs: 1000,
      crashes: 1,
      crashIsRemedied: true,
    });
    await supervisor.init();
    const outcome = codeOf(supervisor.start());
    await pass(1500);
    expect(driver.starts).toBe(2);
    const stopped = supervisor.stop({ force: false });
    await pass(1000);
    await stopped;
    expect(await outcome).toBe('cancelled');
    expect(kinds.at(-1)).toBe('stopped');
  });

  it('fails at once where the machine dies before it was ready: no restarts', async () => {
    const { supervisor, driver } = make({ neverReady: true, crashAfterMs: 1000, consoleLines: ['oops'] });
    await supervisor.init();
    const outcome = supervisor.start().catch((error: unknown) => error);
    await pass(5000);
    expect(await outcome).toMatchObject({ code: 'machine_start_failed', lastLines: ['oops'] });
    await pass(60_000);
    expect(driver.starts).toBe(1);
    expect(supervisor.status().state.kind).toBe('failed');
  });
});

describe('stop', () => {
  it('is graceful', async () => {
    const { supervisor, kinds, driver, machine } = make({ shutdownMs: 3000 });
    await supervisor.init();
    await supervisor.start();
    const stopped = supervisor.stop({ force: false });
    await pass(1000);
    expect(supervisor.status().state).toMatchObject({ kind: 'stopping', forced: false });
    expect(supervisor.engine.current()).toBeUndefined();
    expect(supervisor.engine.expected()).toBe(false);
    await pass(3000);
    await stopped;
    expect(kinds.slice(-2)).toEqual(['stopping', 'stopped']);
    expect(await machine().exited).toMatchObject({ clean: true });
    expect(await driver.inspect()).toBe('stopped');
  });

  it('is forced when the guest takes too long', async () => {
    const { supervisor, machine } = make({ ignoresShutdown: true, shutdownLimitMs: 20_000 });
    await supervisor.init();
    await supervisor.start();
    const stopped = supervisor.stop({ force: false });
    await pass(19_000);
    expect(supervisor.status().state.kind).toBe('stopping');
    await pass(2000);
    await stopped;
    expect(await machine().exited).toMatchObject({ signal: 'SIGKILL' });
    expect(supervisor.status().state.kind).toBe('stopped');
  });

  it('is forced at once on request, also while a graceful one is under way', async () => {
    const { supervisor } = make({ ignoresShutdown: true, shutdownLimitMs: 20_000 });
    await supervisor.init();
    await supervisor.start();
    const graceful = supervisor.stop({ force: false });
    await pass(1000);
    const forced = supervisor.stop({ force: true });
    await pass(0);
    await Promise.all([graceful, forced]);
    expect(supervisor.status().state.kind).toBe('stopped');
  });

  it('is forced at once also where the start that it cancels brings up a machine all the same', async () => {
    const { supervisor, driver } = make({ neverReady: true, ignoresShutdown: true });
    const start = driver.start.bind(driver);
    driver.start = async (spec) => {
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return start(spec, new AbortController().signal);
    };
    await supervisor.init();
    const started = codeOf(supervisor.start());
    await pass(500);
    const graceful = supervisor.stop({ force: false });
    await pass(100);
    const forced = supervisor.stop({ force: true });
    expect(supervisor.status().state).toMatchObject({ kind: 'stopping', forced: true });
    await pass(500);
    await Promise.all([graceful, forced]);
    expect(await started).toBe('cancelled');
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(await driver.inspect()).toBe('stopped');
  });

  it('cancels a boot', async () => {
    const { supervisor, driver } = make({ neverReady: true });
    await supervisor.init();
    const started = codeOf(supervisor.start());
    await pass(2000);
    const stopped = supervisor.stop({ force: false });
    await pass(1000);
    await stopped;
    expect(await started).toBe('cancelled');
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(await driver.inspect()).toBe('stopped');
  });

  it('cancels a provisioning', async () => {
    const { supervisor, driver } = make({
      installed: false,
      provisionSteps: [{ id: 'image', title: 'Building', ms: 60_000 }],
    });
    await supervisor.init();
    const started = codeOf(supervisor.start());
    await pass(2000);
    await supervisor.stop({ force: false });
    expect(await started).toBe('cancelled');
    expect(supervisor.status().state.kind).toBe('absent');
    expect(driver.starts).toBe(0);
  });

  it('does nothing where nothing runs, and clears a failure', async () => {
    const { supervisor } = make({ guestFails: failure });
    await supervisor.init();
    await supervisor.stop({ force: false });
    expect(supervisor.status().state.kind).toBe('stopped');
    await codeOf(supervisor.start());
    expect(supervisor.status().state.kind).toBe('failed');
    await supervisor.stop({ force: false });
    expect(supervisor.status().state.kind).toBe('stopped');
  });

  it('is followed by a start that was asked for meanwhile', async () => {
    const { supervisor, driver } = make({ shutdownMs: 3000 });
    await supervisor.init();
    await supervisor.start();
    const stopped = supervisor.stop({ force: false });
    await pass(1000);
    const started = supervisor.start();
    await pass(5000);
    await Promise.all([stopped, started]);
    expect(supervisor.status().state.kind).toBe('running');
    expect(driver.starts).toBe(2);
  });
});

describe('restart', () => {
  it('stops in order, then starts; twice is once', async () => {
    const { supervisor, kinds, driver } = make({ shutdownMs: 1000 });
    await supervisor.init();
    await supervisor.start();
    const both = Promise.all([supervisor.restart(), supervisor.restart()]);
    await pass(5000);
    await both;
    expect(kinds.slice(-4)).toEqual(['stopping', 'stopped', 'starting', 'running']);
    expect(driver.starts).toBe(2);
  });

  it('is cancelled by a stop', async () => {
    const { supervisor, driver } = make({ shutdownMs: 3000 });
    await supervisor.init();
    await supervisor.start();
    const restarted = codeOf(supervisor.restart());
    await pass(1000);
    const stopped = supervisor.stop({ force: false });
    await pass(10_000);
    await stopped;
    expect(await restarted).toBe('cancelled');
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(driver.starts).toBe(1);
  });
});

describe('a crash', () => {
  it('is followed by a restart', async () => {
    const { supervisor, kinds, machine, driver } = make();
    await supervisor.init();
    await supervisor.start();
    machine().crash();
    await pass(100);
    expect(supervisor.status().state).toMatchObject({ kind: 'starting', attempt: 1 });
    expect(supervisor.engine.current()).toBeUndefined();
    expect(supervisor.engine.expected()).toBe(true);
    await pass(2000);
    expect(kinds.slice(-3)).toEqual(['running', 'starting', 'running']);
    expect(driver.starts).toBe(2);
  });

  it('is followed by five restarts at most, then by a failure with the last lines', async () => {
    const { supervisor, driver, kinds } = make({ crashAfterMs: 500, consoleLines: ['segfault at 0'] });
    await supervisor.init();
    await supervisor.start();
    await pass(60_000);
    expect(driver.starts).toBe(6);
    expect(supervisor.status().state).toMatchObject({ kind: 'failed', error: { code: 'machine_crashed' } });
    expect(supervisor.status().state).toMatchObject({ error: { lastLines: ['segfault at 0'] } });
    expect(kinds.filter((kind) => kind === 'failed')).toHaveLength(1);
  });

  it('of a boot after a crash counts as the next one', async () => {
    const script = { crashAfterMs: 500, crashes: 3, bootSteps: [] };
    const { supervisor, driver, kinds } = make(script);
    await supervisor.init();
    await supervisor.start();
    await pass(60_000);
    expect(driver.starts).toBe(4);
    expect(kinds.at(-1)).toBe('running');
    expect(kinds).not.toContain('failed');
  });

  it('long after the one before begins a new count', async () => {
    const { supervisor, machine } = make();
    await supervisor.init();
    await supervisor.start();
    for (let crash = 0; crash < 8; crash++) {
      machine().crash();
      await pass(1000);
      expect(supervisor.status().state).toMatchObject({ kind: 'running' });
      await pass(6 * 60_000);
    }
    expect(supervisor.status().state.kind).toBe('running');
  });

  it('is not followed by a restart where a stop comes first', async () => {
    const { supervisor, machine, driver } = make();
    await supervisor.init();
    await supervisor.start();
    machine().crash();
    await pass(100);
    await supervisor.stop({ force: false });
    await pass(60_000);
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(driver.starts).toBe(1);
  });

  it('is waited for by a start', async () => {
    const { supervisor, machine, driver } = make();
    await supervisor.init();
    await supervisor.start();
    machine().crash();
    await pass(100);
    const started = supervisor.start();
    await pass(2000);
    await started;
    expect(driver.starts).toBe(2);
  });

  it('is told from a guest that powers itself off', async () => {
    const { supervisor, machine, driver } = make();
    await supervisor.init();
    await supervisor.start();
    machine().powerOff();
    await pass(60_000);
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(driver.starts).toBe(1);
  });

  it('is no reason to go on where the guest reports why it cannot', async () => {
    const { supervisor, machine, driver } = make();
    await supervisor.init();
    await supervisor.start();
    machine().tellFailure(failure);
    await pass(60_000);
    expect(supervisor.status().state).toMatchObject({ kind: 'failed', error: failure });
    expect(driver.starts).toBe(1);
  });
});

describe('a machine that is being ended, as its guest failed', () => {
  it('is no machine that runs: a start begins anew when it is gone', async () => {
    const { supervisor, driver, machine, kinds } = make({ killMs: 1000 });
    await supervisor.init();
    await supervisor.start();
    machine().tellFailure(failure);
    await pass(500);
    const started = supervisor.start();
    expect(driver.starts).toBe(1);
    await pass(2000);
    await started;
    expect(driver.starts).toBe(2);
    expect(kinds.slice(-3)).toEqual(['failed', 'starting', 'running']);
  });

  it('is stopped where a stop is asked for meanwhile', async () => {
    const { supervisor, machine, driver } = make({ killMs: 1000 });
    await supervisor.init();
    await supervisor.start();
    machine().tellFailure(failure);
    await pass(500);
    const stopped = supervisor.stop({ force: false });
    await pass(2000);
    await stopped;
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(await driver.inspect()).toBe('stopped');
  });
});

describe('an engine that stops answering', () => {
  it('is degraded, and running again when it answers', async () => {
    const { supervisor, machine, kinds } = make();
    await supervisor.init();
    await supervisor.start();
    const { since } = supervisor.status().state;
    machine().engineDown();
    await pass(6000);
    expect(supervisor.status().state).toMatchObject({
      kind: 'running',
      since,
      degraded: { code: 'engine_unreachable' },
    });
    expect(supervisor.engine.current()).toBeUndefined();
    expect(supervisor.engine.expected()).toBe(true);
    await machine().engineUp();
    await pass(1000);
    expect(supervisor.status().state).toEqual({ kind: 'running', since });
    expect(supervisor.engine.current()).toBe(machine().endpoint);
    expect(kinds.slice(-3)).toEqual(['running', 'degraded', 'running']);
  });

  it('is explained by the trouble that the driver knows of', async () => {
    const { supervisor, machine } = make();
    await supervisor.init();
    await supervisor.start();
    const full = { code: 'home_disk_full', message: 'The disk is full.', hint: 'Free some space.' } as const;
    machine().tellTrouble(full);
    machine().engineDown();
    await pass(6000);
    expect(supervisor.status().state).toMatchObject({ kind: 'running', degraded: full });
    machine().tellTrouble(undefined);
    await machine().engineUp();
    await pass(1000);
    expect(supervisor.status().state).not.toHaveProperty('degraded');
  });
});

describe('init', () => {
  it('adopts a machine that runs', async () => {
    const { supervisor, driver } = make({ running: true });
    await supervisor.init();
    expect(supervisor.status().state.kind).toBe('running');
    await supervisor.start();
    expect(driver.starts).toBe(0);
  });

  it('waits for an adopted machine that still boots; a start joins in', async () => {
    const { supervisor, driver, machine } = make({ running: true, neverReady: true });
    await supervisor.init();
    expect(supervisor.status().state).toMatchObject({ kind: 'starting', step: { id: 'adopted' } });
    const started = supervisor.start();
    await pass(3000);
    await machine().engineUp();
    await pass(1000);
    await started;
    expect(supervisor.status().state.kind).toBe('running');
    expect(driver.starts).toBe(0);
  });

  it('hears of the trouble that an adopted machine has since before', async () => {
    const full = { code: 'home_disk_full', message: 'The disk is full.', hint: 'Free some space.' } as const;
    const { supervisor, driver } = make({ running: true, neverReady: true, bootLimitMs: 30_000 });
    const adopt = driver.adopt.bind(driver);
    driver.adopt = async () => {
      const vm = await adopt();
      driver.machine?.tellTrouble(full);
      return vm;
    };
    await supervisor.init();
    await pass(60_000);
    expect(supervisor.status().state).toMatchObject({ kind: 'starting', trouble: full });
    driver.machine?.tellTrouble(undefined);
    await driver.machine?.engineUp();
    await pass(1000);
    expect(supervisor.status().state).toEqual({ kind: 'running', since: expect.any(Number) });
  });

  it('is stopped where an adopted machine was on its way down', async () => {
    const { supervisor, machine, errors } = make({ running: true, neverReady: true });
    await supervisor.init();
    machine().powerOff();
    await pass(1000);
    expect(supervisor.status().state.kind).toBe('stopped');
    expect(errors).toEqual([]);
  });

  it('starts a new machine for who joined one on its way down', async () => {
    const { supervisor, driver, script, machine, kinds } = make({ running: true, neverReady: true });
    await supervisor.init();
    const started = supervisor.start();
    delete script.neverReady;
    await pass(1000);
    machine().powerOff();
    await pass(1000);
    await started;
    expect(supervisor.status().state.kind).toBe('running');
    expect(driver.starts).toBe(1);
    expect(kinds).not.toContain('failed');
  });

  it('fails where an adopted machine crashes before it is ready', async () => {
    const { supervisor, machine } = make({ running: true, neverReady: true });
    await supervisor.init();
    const started = codeOf(supervisor.start());
    await pass(1000);
    machine().crash();
    await pass(1000);
    expect(await started).toBe('machine_start_failed');
    expect(supervisor.status().state.kind).toBe('failed');
  });

  it('gives an adopted machine all its time to shut down, answering or not', async () => {
    const { supervisor, machine } = make({
      running: true,
      neverReady: true,
      shutdownMs: 30_000,
      shutdownLimitMs: 60_000,
    });
    await supervisor.init();
    const { exited } = machine();
    const stopped = supervisor.stop({ force: false });
    await pass(40_000);
    await stopped;
    expect(await exited).toMatchObject({ clean: true });
  });

  it('ends an adopted machine that never gets ready', async () => {
    const { supervisor, driver } = make({ running: true, neverReady: true, bootLimitMs: 20_000 });
    await supervisor.init();
    await pass(60_000);
    expect(supervisor.status().state).toMatchObject({
      kind: 'failed',
      error: { code: 'machine_start_timeout' },
    });
    expect(await driver.inspect()).toBe('stopped');
  });
});

describe('dispose', () => {
  it('leaves the machine running for the next backend', async () => {
    const { supervisor, driver } = make();
    await supervisor.init();
    await supervisor.start();
    await supervisor.dispose({ stopMachine: false });
    expect(await driver.inspect()).toBe('running');
    expect(supervisor.engine.current()).toBeUndefined();
    expect(await codeOf(supervisor.start())).toBe('backend_not_running');
    driver.machine?.crash();
  });

  it('stops it on request, also in the middle of a boot', async () => {
    const { supervisor, driver } = make({ neverReady: true });
    await supervisor.init();
    const started = codeOf(supervisor.start());
    await pass(1000);
    const disposed = supervisor.dispose({ stopMachine: true });
    await pass(1000);
    await disposed;
    expect(await started).toBe('cancelled');
    expect(await driver.inspect()).toBe('stopped');
  });
});
