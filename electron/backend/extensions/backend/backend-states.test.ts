import { describe, expect, it } from 'vitest';
import { backendState, nextLook, type SeenService, WELL_AFTER_MS } from './backend-states.ts';

const NOW = 1_800_000_000_000;
const record = {
  title: 'Ext',
  enabled: true,
  backend: {
    project: 'p',
    services: [{ name: 'z' }, { name: 'a' }],
    socket: 's',
    socketContainer: 'p-socket',
  },
};
const service = (change: Partial<SeenService> = {}): SeenService => ({
  project: 'p',
  name: 'z',
  containerName: 'p-service',
  containerId: '1',
  state: 'running',
  restarts: 0,
  startedAt: NOW - 60_000,
  isDone: false,
  lastLines: [],
  ...change,
});
const stateOf = (items: SeenService[], change = {}, options = {}) =>
  backendState(
    { ...record, ...change },
    { kind: 'snapshot', items },
    { isBusy: false, now: NOW, ...options },
  );

describe('backendState', () => {
  it.each([
    ['runs', [service()], {}, {}, 'running'],
    ['is disabled', [service()], { enabled: false }, {}, 'off'],
    ['is being changed', [], {}, { isBusy: true }, 'starting'],
    ['was made and does not run yet', [service({ state: 'created' })], {}, {}, 'starting'],
    ['is gone', [], {}, {}, 'stopped'],
    ['was stopped', [service({ state: 'exited', exitCode: 0 })], {}, {}, 'stopped'],
    ['has done its work', [service({ state: 'exited', exitCode: 0, isDone: true })], {}, {}, 'done'],
    [
      'runs after a job',
      [service({ state: 'exited', exitCode: 0, isDone: true }), service()],
      {},
      {},
      'running',
    ],
    ['ended with an error', [service({ state: 'exited', exitCode: 1 })], {}, {}, 'failing'],
    ['waits to be started again', [service({ state: 'restarting', restarts: 3 })], {}, {}, 'failing'],
    ['began anew a moment ago', [service({ restarts: 3, startedAt: NOW - 100 })], {}, {}, 'failing'],
    ['began anew, and has run since', [service({ restarts: 3 })], {}, {}, 'running'],
    ['another fails', [service({ project: 'q', state: 'dead' }), service()], {}, {}, 'running'],
  ])('%s', (_, items, change, options, state) => {
    expect(stateOf(items, change, options)?.state).toBe(state);
  });

  it('is unknown while the engine does not answer, and absent without containers', () => {
    const options = { isBusy: false, now: NOW };
    expect(backendState(record, { kind: 'disconnected' }, options)?.state).toBe('unknown');
    expect(backendState(record, undefined, options)?.state).toBe('unknown');
    expect(backendState({ title: 'x', enabled: true }, undefined, options)).toBeUndefined();
  });

  it('has the services in the order of the file, without what leads to the socket', () => {
    const items = [
      service({ name: 'a' }),
      service({ name: 'pier-socket', containerName: 'p-socket' }),
      service(),
    ];
    expect(stateOf(items)?.services.map(({ name }) => name)).toEqual(['z', 'a']);
  });

  it('tells why it fails, with what was written last', () => {
    const failing = service({ state: 'restarting', restarts: 2, exitCode: 7, lastLines: ['no luck'] });
    expect(stateOf([failing])?.error).toMatchObject({
      message:
        "The backend of 'Ext' fails: its container 'p-service' ended with exit code 7, and has been started 3 times.",
      lastLines: ['no luck'],
    });
    const failure = { code: 'compose_failed' as const, message: 'm', hint: 'h' };
    expect(stateOf([], {}, { failure })).toMatchObject({ state: 'failing', error: failure });
  });
});

it('one that began anew is looked at again when it has run for long enough', () => {
  const items = [service({ restarts: 1, startedAt: NOW - 1000 }), service()];
  expect(nextLook({ kind: 'snapshot', items }, NOW)).toBe(WELL_AFTER_MS - 1000 + 50);
  expect(nextLook({ kind: 'snapshot', items: [service({ restarts: 1 })] }, NOW)).toBeUndefined();
  expect(nextLook(undefined, NOW)).toBeUndefined();
});
