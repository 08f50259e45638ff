import { expect, it } from 'vitest';
import type { Task } from '../../shared/contract/tasks.ts';
import { initialTasks, reduceTasks } from './tasks-slice.ts';

const task = (id: string, startedAt: number): Task => ({
  id,
  kind: 'test',
  title: id,
  subject: id,
  state: 'running',
  status: '',
  items: [],
  cancellable: true,
  hasOutput: false,
  startedAt,
});

it('keeps tasks with the newest first, changes them and lets them go', () => {
  let slice = reduceTasks(initialTasks, { kind: 'snapshot', tasks: [task('old', 1), task('new', 2)] });
  expect(slice.order).toEqual(['new', 'old']);
  slice = reduceTasks(slice, {
    kind: 'delta',
    upsert: [{ ...task('old', 1), state: 'done' }, task('newest', 3)],
    remove: ['new'],
  });
  expect(slice.order).toEqual(['newest', 'old']);
  expect(slice.byId.old?.state).toBe('done');
  expect(reduceTasks(slice, { kind: 'snapshot', tasks: [] })).toEqual(initialTasks);
});
