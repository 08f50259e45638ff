import { describe, expect, it } from 'vitest';
import type { Task, TasksUpdate } from '../../../shared/contract/tasks.ts';
import { AppError } from '../../../shared/errors.ts';
import { silentLogger } from '../log/logger.ts';
import { TaskRegistry } from './task-registry.ts';

const describeTask = { kind: 'test', title: 'Test it', subject: 'it' };
const makeRegistry = () => new TaskRegistry({ log: silentLogger });

/** What a watcher that keeps up sees, until `until` holds. */
async function watchUntil(registry: TaskRegistry, until: (tasks: Map<string, Task>) => boolean) {
  const seen = new Map<string, Task>();
  const end = new AbortController();
  const apply = (update: TasksUpdate) => {
    for (const task of update.kind === 'snapshot' ? update.tasks : update.upsert) seen.set(task.id, task);
    if (update.kind === 'delta') for (const id of update.remove) seen.delete(id);
  };
  for await (const update of registry.watch(end.signal)) {
    apply(update);
    if (until(seen)) break;
  }
  end.abort();
  return seen;
}

describe('TaskRegistry', () => {
  it('tells a task from its start to its end, with progress, parts and result', async () => {
    const registry = makeRegistry();
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { taskId } = registry.start(describeTask, async (task) => {
      task.report({ status: 'Half', currentBytes: 1, totalBytes: 2 });
      task.item({ id: 'a', label: 'a', status: 'Waiting' });
      task.item({ id: 'a', label: 'a', status: 'Done' });
      await waits;
      return { status: 'All of it', result: { id: 'x' } };
    });
    const during = await watchUntil(registry, (tasks) => tasks.get(taskId)?.status === 'Half');
    expect(during.get(taskId)).toMatchObject({
      ...describeTask,
      state: 'running',
      currentBytes: 1,
      totalBytes: 2,
      items: [{ id: 'a', label: 'a', status: 'Done' }],
    });
    goOn();
    const after = await watchUntil(registry, (tasks) => tasks.get(taskId)?.state === 'done');
    expect(after.get(taskId)).toMatchObject({ status: 'All of it', result: { id: 'x' } });
    expect(after.get(taskId)?.endedAt).toBeGreaterThanOrEqual(after.get(taskId)?.startedAt ?? Infinity);
  });

  it('keeps the reason of a failure', async () => {
    const registry = makeRegistry();
    const { taskId } = registry.start(describeTask, async () => {
      throw new AppError('engine_error', 'Cannot do it.', 'Do something else.');
    });
    expect(await registry.ended(taskId)).toMatchObject({
      state: 'failed',
      error: { code: 'engine_error', message: 'Cannot do it.', hint: 'Do something else.' },
    });
  });

  it('cancels: the signal is aborted, and whatever the task throws then is no failure', async () => {
    const registry = makeRegistry();
    const { taskId } = registry.start(describeTask, async ({ signal }) => {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('broke'))));
    });
    await Promise.resolve();
    registry.cancel(taskId);
    const ended = await registry.ended(taskId);
    expect(ended.state).toBe('cancelled');
    expect(ended.error).toBeUndefined();
  });

  it('does not cancel what must run to its end', async () => {
    const registry = makeRegistry();
    const { taskId } = registry.start({ ...describeTask, cancellable: false }, async ({ signal }) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      signal.throwIfAborted();
      return undefined;
    });
    registry.cancel(taskId);
    expect((await registry.ended(taskId)).state).toBe('done');
  });

  it('replays output to who comes late, and follows to the end', async () => {
    const registry = makeRegistry();
    let write = (_: string) => {};
    let end = () => {};
    const { taskId } = registry.start(describeTask, async (task) => {
      write = (text) => task.write('stdout', text);
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      return undefined;
    });
    await new Promise((resolve) => setTimeout(resolve, 0));
    write('one');
    const lines: string[] = [];
    const reading = (async () => {
      for await (const batch of registry.output(taskId, new AbortController().signal)) {
        lines.push(...batch.lines.map(({ text }) => text));
        if (lines.length === 1) {
          write('two');
          end();
        }
      }
    })();
    await reading;
    expect(lines).toEqual(['one', 'two']);
    expect((await registry.ended(taskId)).hasOutput).toBe(true);
  });

  it('forgets what ended when asked, and the oldest by itself', async () => {
    const registry = makeRegistry();
    const ids = Array.from({ length: 52 }, () => registry.start(describeTask, async () => undefined).taskId);
    await Promise.all(ids.map((id) => registry.ended(id)));
    const kept = await watchUntil(registry, () => true);
    expect(kept.size).toBe(50);
    expect(kept.has(ids[0] ?? '')).toBe(false);
    registry.dismiss(ids[51]);
    registry.dismiss();
    expect((await watchUntil(registry, () => true)).size).toBe(0);
    expect(() => registry.cancel(ids[51] ?? '')).toThrow(/not known/);
  });

  it('ends what runs when the backend does', async () => {
    const registry = makeRegistry();
    const { taskId } = registry.start(describeTask, async ({ signal }) => {
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    const ended = registry.ended(taskId);
    await registry.dispose();
    expect((await ended).state).toBe('cancelled');
    expect(() => registry.start(describeTask, async () => undefined)).toThrow(/quitting/);
  });
});
