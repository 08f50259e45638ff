import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TestSupervisor, testSupervisor } from './test-supervisor.ts';

const OUTSIDE_THE_TABLE = 'A state change is not in the table.';
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
let test: TestSupervisor;
const state = () => test.supervisor.status().state;

async function run(...args: Parameters<typeof testSupervisor>): Promise<TestSupervisor> {
  test = testSupervisor(...args);
  await test.supervisor.init();
  const started = test.supervisor.start();
  await pass(1000);
  await started;
  return test;
}

beforeEach(() => void vi.useFakeTimers());
afterEach(async () => {
  expect(test.errors).not.toContain(OUTSIDE_THE_TABLE);
  const disposed = test.supervisor.dispose({ stopMachine: true });
  await pass(60_000);
  await disposed;
  vi.useRealTimers();
});

describe('a paused machine', () => {
  it('stands still without being taken for one that is ill, however long', async () => {
    const { supervisor, machine, kinds } = await run();
    const endpoint = supervisor.engine.current();
    await supervisor.pause('person');
    expect(machine().paused).toBe(true);
    await pass(3_600_000);
    expect(state()).toMatchObject({ kind: 'paused', by: 'person' });
    // Connections to it stay.
    expect(supervisor.engine.current()).toBe(endpoint);
    await supervisor.resume();
    await pass(60_000);
    expect(state()).toEqual({ kind: 'running', since: expect.any(Number) });
    expect(kinds.slice(-3)).toEqual(['running', 'paused', 'running']);
    expect(await supervisor.usage()).toBeDefined();
  });

  it('is watched again after it goes on', async () => {
    const { supervisor, machine } = await run();
    await supervisor.pause('person');
    await supervisor.resume();
    machine().engineDown();
    await pass(15_000);
    expect(state()).toMatchObject({ kind: 'running', degraded: { code: 'engine_unreachable' } });
  });

  it('is woken by who uses the engine, where the resource saver paused it', async () => {
    const { supervisor, machine } = await run();
    const resumes = vi.fn();
    supervisor.onResume(resumes);
    await supervisor.pause('resource-saver');
    await Promise.all([supervisor.engine.ready?.(), supervisor.engine.ready?.()]);
    expect(machine().paused).toBe(false);
    expect(state().kind).toBe('running');
    expect(resumes).toHaveBeenCalledTimes(1);
    expect(supervisor.engineUsedAt).toBe(Date.now());
    await supervisor.pause('resource-saver');
    supervisor.engine.touch?.();
    await pass(0);
    expect(state().kind).toBe('running');
  });

  it('is woken by who comes while it is being paused', async () => {
    const { supervisor, machine } = await run();
    const paused = supervisor.pause('resource-saver');
    const ready = supervisor.engine.ready?.();
    await Promise.all([paused, ready]);
    expect(machine().paused).toBe(false);
    expect(state().kind).toBe('running');
  });

  it('stays paused where a person did it, and says how it goes on', async () => {
    const { supervisor } = await run();
    await supervisor.pause('resource-saver');
    await supervisor.pause('person');
    await expect(supervisor.engine.ready?.()).rejects.toMatchObject({
      code: 'engine_unreachable',
      hint: expect.stringContaining('pier resume'),
    });
    supervisor.engine.touch?.();
    await pass(1000);
    expect(state()).toMatchObject({ kind: 'paused', by: 'person' });
    await supervisor.start();
    expect(state().kind).toBe('running');
  });

  it('stays paused though a log still streams while a person pauses it', async () => {
    const { supervisor, machine } = await run();
    const paused = supervisor.pause('person');
    supervisor.engine.touch?.();
    await expect(supervisor.engine.ready?.()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await paused;
    await pass(1000);
    expect(machine().paused).toBe(true);
    expect(state()).toMatchObject({ kind: 'paused', by: 'person' });
  });

  it('stays paused where the resource saver came to it while a person paused it', async () => {
    const { supervisor, machine } = await run();
    const paused = [supervisor.pause('person'), supervisor.pause('resource-saver')];
    supervisor.engine.touch?.();
    await Promise.all(paused);
    await pass(1000);
    expect(machine().paused).toBe(true);
    expect(state()).toMatchObject({ kind: 'paused', by: 'person' });
  });

  it('goes on where it is stopped while it is being paused: it would have to be ended by force', async () => {
    const { supervisor, machine } = await run({ shutdownMs: 500 });
    const vm = machine();
    const pause = vm.pause.bind(vm);
    vm.pause = async (by) => {
      await pass(0);
      await pause(by);
    };
    const paused = supervisor.pause('resource-saver');
    await Promise.resolve().then(() => {});
    const stopped = supervisor.stop({ force: false });
    await paused.catch(() => {});
    expect([vm.paused, state().kind]).toEqual([false, 'stopping']);
    await pass(600);
    await stopped;
  });

  it('goes on to be shut down in order', async () => {
    const { supervisor, kinds } = await run();
    await supervisor.pause('resource-saver');
    const stopped = supervisor.stop({ force: false });
    // One that stood still would have to be ended by force, after 10 s.
    await pass(100);
    await stopped;
    expect(kinds.slice(-3)).toEqual(['paused', 'stopping', 'stopped']);
  });

  it('is started again where it dies', async () => {
    const { supervisor, machine } = await run();
    await supervisor.pause('person');
    machine().crash();
    await pass(60_000);
    expect(state().kind).toBe('running');
  });

  it('is not paused while it is being stopped, and says so where none runs', async () => {
    const { supervisor } = await run();
    const stopped = supervisor.stop({ force: false });
    await expect(supervisor.pause('person')).rejects.toMatchObject({ code: 'machine_not_running' });
    await pass(1000);
    await stopped;
    await expect(supervisor.pause('person')).rejects.toMatchObject({ code: 'machine_not_running' });
  });

  it('is adopted as one that a person paused, where that was so: nothing but a person wakes it', async () => {
    test = testSupervisor({ running: true, paused: true, pausedBy: 'person' });
    await test.supervisor.init();
    expect(state()).toMatchObject({ kind: 'paused', by: 'person' });
    await expect(test.supervisor.engine.ready?.()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await test.supervisor.resume();
    expect(state().kind).toBe('running');
  });

  it('is adopted as it is, and woken like one of the resource saver', async () => {
    test = testSupervisor({ running: true, paused: true });
    await test.supervisor.init();
    expect(state()).toMatchObject({ kind: 'paused', by: 'resource-saver' });
    await pass(120_000);
    expect(state().kind).toBe('paused');
    await test.supervisor.engine.ready?.();
    await pass(20_000);
    expect(test.supervisor.status()).toMatchObject({ state: { kind: 'running' }, engineVersion: '1.2.3' });
  });
});
