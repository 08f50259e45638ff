import { expect, it } from 'vitest';
import type { ContainersUpdate } from '../../../shared/contract/containers.ts';
import type { EnginesState } from '../../../shared/contract/engines.ts';
import type { PierClient } from '../../../shared/contract/index.ts';
import type { MachineStatus } from '../../../shared/contract/machine.ts';
import type { TasksUpdate } from '../../../shared/contract/tasks.ts';
import { EngineState, withUpdate } from './follow-engine-state.ts';
import { container, enginesState, machineStatus, running } from './test-tray-state.ts';
import type { TrayState } from './tray-state.ts';

/** A stream that a test feeds. */
function feed<T>() {
  const items: T[] = [];
  let wake = () => {};
  return {
    put(item: T) {
      items.push(item);
      wake();
    },
    async *read(_input: unknown, { signal }: { signal: AbortSignal }) {
      while (!signal.aborted) {
        const item = items.shift();
        if (item !== undefined) {
          yield item;
          continue;
        }
        await new Promise<void>((resolve) => {
          wake = () => {
            signal.removeEventListener('abort', wake);
            resolve();
          };
          signal.addEventListener('abort', wake);
        });
      }
    },
  };
}

function backend() {
  const engines = feed<EnginesState>();
  const machine = feed<MachineStatus>();
  const containers = feed<ContainersUpdate>();
  const usage = feed<{ cpuPercent: number }>();
  const tasks = feed<TasksUpdate>();
  let asked = 0;
  const client = {
    engines: { watch: engines.read },
    machine: { watch: machine.read, usage: usage.read },
    containers: {
      watch(...parameters: Parameters<typeof containers.read>) {
        asked += 1;
        return containers.read(...parameters);
      },
    },
    ports: { watch: feed().read },
    tasks: { watch: tasks.read },
    updates: { watch: feed().read },
  } as unknown as PierClient;
  return { client, engines, machine, containers, usage, tasks, asked: () => asked };
}

function follow() {
  const opened: ReturnType<typeof backend>[] = [];
  const waiting = new Set<() => void>();
  let last: TrayState | undefined;
  let closed = 0;
  const tasks: TasksUpdate[] = [];
  const state = new EngineState({
    open: () => {
      const made = backend();
      opened.push(made);
      return { client: made.client, close: () => (closed += 1) };
    },
    onChange: (next) => {
      last = next;
      for (const look of waiting) look();
    },
    onTasks: (update) => tasks.push(update),
    usageEveryMs: 1,
    againAfterMs: 1,
  });
  const until = (isSo: (state: TrayState) => boolean) =>
    new Promise<TrayState>((resolve) => {
      const look = () => {
        if (!last || !isSo(last)) return;
        waiting.delete(look);
        resolve(last);
      };
      waiting.add(look);
      look();
    });
  return { state, opened, until, tasks, closed: () => closed };
}

it('follows machine, containers and use of the engine that is shown', async () => {
  const { state, opened, until, tasks, closed } = follow();
  const ended = state.run();
  const [first] = opened;
  const update: TasksUpdate = { kind: 'snapshot', tasks: [] };
  first?.tasks.put(update);
  first?.machine.put(running);
  await until(({ status }) => status === running);
  const stopped = container({ id: 'c2', state: 'exited' });
  first?.containers.put({ kind: 'snapshot', sequence: 0, containers: [container(), stopped] });
  await until(({ containers }) => containers.length === 1);
  first?.usage.put({ cpuPercent: 7 });
  await until(({ usage }) => usage?.cpuPercent === 7);
  first?.machine.put(machineStatus({ kind: 'stopped', since: 0 }));
  expect((await until(({ status }) => status?.state.kind === 'stopped')).usage).toBeUndefined();
  state.stop();
  await ended;
  expect(tasks).toEqual([update]);
  expect(closed()).toBe(1);
  expect(() => state.client()).toThrow('not connected');
});

it('connects anew when another engine is shown, and knows nothing of it yet', async () => {
  const { state, opened, until, closed } = follow();
  const ended = state.run();
  opened[0]?.machine.put(running);
  opened[0]?.containers.put({ kind: 'snapshot', sequence: 0, containers: [container()] });
  await until(({ containers }) => containers.length === 1);
  opened[0]?.engines.put({ ...enginesState('build', [{ id: 'build' }]), isStale: true });
  const after = await until(({ status, engines }) => engines !== undefined && status === undefined);
  expect(after.containers).toEqual([]);
  expect(after.engines?.current).toBe('build');
  expect(opened).toHaveLength(2);
  expect(closed()).toBe(1);
  expect(state.client()).toBe(opened[1]?.client);
  state.stop();
  await ended;
});

it('asks an engine for its containers only while it runs: one that sleeps would be woken', async () => {
  const { state, opened, until } = follow();
  const ended = state.run();
  const asleep = machineStatus({ kind: 'paused', since: 0, by: 'resource-saver' });
  opened[0]?.machine.put(asleep);
  await until(({ status }) => status === asleep);
  opened[0]?.usage.put({ cpuPercent: 1 });
  await until(({ usage }) => usage !== undefined);
  expect(opened[0]?.asked()).toBe(0);
  opened[0]?.machine.put(running);
  opened[0]?.containers.put({ kind: 'snapshot', sequence: 0, containers: [container()] });
  await until(({ containers }) => containers.length === 1);
  expect(opened[0]?.asked()).toBe(1);
  opened[0]?.machine.put(asleep);
  await until(({ status }) => status === asleep);
  opened[0]?.containers.put({ kind: 'snapshot', sequence: 1, containers: [] });
  opened[0]?.usage.put({ cpuPercent: 2 });
  const { containers } = await until(({ usage }) => usage?.cpuPercent === 2);
  expect(containers).toHaveLength(1);
  state.stop();
  await ended;
});

it('keeps what a list had while the engine is silent', () => {
  const one = new Map([['c1', container()]]);
  expect(withUpdate(one, { kind: 'disconnected', sequence: 1 })).toBe(one);
  const two = withUpdate(one, {
    kind: 'delta',
    sequence: 1,
    upsert: [container({ id: 'c2' })],
    remove: ['c1'],
  });
  expect([...two.keys()]).toEqual(['c2']);
});
