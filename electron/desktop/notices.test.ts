import { expect, it } from 'vitest';
import type { MachineState } from '../../shared/contract/machine.ts';
import type { Task } from '../../shared/contract/tasks.ts';
import type { UpdateState } from '../../shared/contract/updates.ts';
import { machineNotice, TaskNotices, UpdateNotices, updateNotice } from './notices.ts';

const error = { code: 'machine_crashed' as const, message: 'It crashed.', hint: '' };
const running: MachineState = { kind: 'running', since: 0 };
const degraded: MachineState = { ...running, degraded: error };
const failed: MachineState = { kind: 'failed', since: 0, error };

it.each<[string, MachineState | undefined, MachineState, string | undefined]>([
  ['failed', running, failed, 'It crashed.'],
  ['found failed', undefined, failed, 'It crashed.'],
  ['still failed', failed, failed, undefined],
  ['a problem', running, degraded, 'It crashed.'],
  ['the same problem', degraded, degraded, undefined],
  ['another problem', degraded, { ...running, degraded: { ...error, code: 'internal', message: 'x' } }, 'x'],
  ['well again', degraded, running, undefined],
  ['stopped', running, { kind: 'stopped', since: 0 }, undefined],
])('%s', (_, before, after, body) => expect(machineNotice(before, after)?.body).toBe(body));

const release = { version: '1.1.0', notes: '' };
const downloading: UpdateState = {
  kind: 'downloading',
  release,
  receivedBytes: 0,
  totalBytes: 1,
  bytesPerSecond: 0,
};
const failedUpdate = (step: 'check' | 'install'): UpdateState => ({ kind: 'failed', step, error });

it.each<[string, UpdateState | undefined, UpdateState, string | undefined]>([
  ['found', { kind: 'checking' }, { kind: 'available', release }, 'Pier 1.1.0 is available'],
  ['cancelled', downloading, { kind: 'available', release }, undefined],
  ['goes on', downloading, downloading, undefined],
  ['there', downloading, { kind: 'ready', release }, 'Pier 1.1.0 is ready'],
  ['not waited for', { kind: 'postponed', release }, { kind: 'ready', release }, undefined],
  ['not found', { kind: 'checking' }, failedUpdate('check'), undefined],
  ['not installed', undefined, failedUpdate('install'), 'Could not install the update'],
])('an update: %s', (_, before, update, title) =>
  expect(
    updateNotice(before && { version: '1.0.0', update: before }, { version: '1.0.0', update })?.title,
  ).toBe(title),
);

it('tells once that Pier was updated', () => {
  const state = { version: '1.1.0', update: { kind: 'idle' as const, isNewest: true }, updatedFrom: '1.0.0' };
  expect(updateNotice(undefined, state)?.title).toBe('Pier was updated to 1.1.0');
  expect(updateNotice(state, state)).toBeUndefined();
});

it('tells of a version once, however often it is found', () => {
  const notices = new UpdateNotices();
  const take = (update: UpdateState) => notices.take({ version: '1.0.0', update })?.title;
  expect(take({ kind: 'available', release })).toBe('Pier 1.1.0 is available');
  expect(take({ kind: 'checking' })).toBeUndefined();
  expect(take({ kind: 'available', release })).toBeUndefined();
  expect(take({ kind: 'checking' })).toBeUndefined();
  expect(take({ kind: 'available', release: { ...release, version: '1.2.0' } })).toBe(
    'Pier 1.2.0 is available',
  );
});

const task = (over: Partial<Task>): Task => ({
  id: 'a',
  kind: 'image-pull',
  title: 'Pull nginx',
  subject: 'nginx',
  state: 'running',
  status: '',
  items: [],
  cancellable: true,
  hasOutput: false,
  startedAt: 0,
  ...over,
});

function after(...updates: Partial<Task>[]): string[] {
  const notices = new TaskNotices();
  return updates
    .flatMap((over) => notices.take({ kind: 'delta', upsert: [task(over)], remove: [] }))
    .map(({ title }) => title);
}

it('tells of what took long, and of what failed', () => {
  expect(after({}, { state: 'done', endedAt: 20_000 })).toEqual(['Pull nginx: done']);
  expect(after({}, { state: 'done', endedAt: 2000 })).toEqual([]);
  expect(after({}, { state: 'failed', endedAt: 10, error })).toEqual(['Pull nginx: failed']);
  expect(after({}, { state: 'cancelled', endedAt: 20_000 })).toEqual([]);
});

it('tells once, and nothing of what had ended before it looked or is forgotten', () => {
  const done = { state: 'done' as const, endedAt: 20_000 };
  expect(after({}, done, done)).toEqual(['Pull nginx: done']);
  const notices = new TaskNotices();
  expect(notices.take({ kind: 'snapshot', tasks: [task(done)] })).toEqual([]);
  notices.take({ kind: 'snapshot', tasks: [task({})] });
  notices.take({ kind: 'delta', upsert: [], remove: ['a'] });
  expect(notices.take({ kind: 'delta', upsert: [task(done)], remove: [] })).toEqual([]);
});
