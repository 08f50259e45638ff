import { describe, expect, it } from 'vitest';
import type { ApiContainer } from '../../engine/engine-api.ts';
import { isComplete } from './is-complete.ts';
import { restartPolicyOf } from './restart-policy.ts';

const container = (service: string, state: string, change: { code?: number; waitsFor?: string } = {}) =>
  ({
    State: state,
    Status: state === 'exited' ? `Exited (${change.code ?? 0}) 2 hours ago` : 'Up 2 hours',
    Names: [`/p-${service}`],
    Labels: {
      'com.docker.compose.service': service,
      ...(change.waitsFor && {
        'com.docker.compose.depends_on': `${change.waitsFor}:service_completed_successfully:false`,
      }),
    },
  }) as unknown as ApiContainer;

const up = container('api', 'running');

describe('a backend of "api" and "job"', () => {
  it.each([
    ['nothing is there', [], false],
    ['all runs', [up, container('job', 'running')], true],
    ['one is gone', [up], false],
    ['one was only made', [up, container('job', 'created')], false],
    ['a job has ended well', [up, container('job', 'exited')], true],
    ['a job has failed', [up, container('job', 'exited', { code: 1 })], false],
    ['the engine has ended the first', [container('api', 'exited', { code: 137 }), up], false],
    ['the first has ended well', [container('api', 'exited'), container('job', 'running')], false],
    [
      'the first is a job that the other waited for',
      [container('api', 'exited'), container('job', 'running', { waitsFor: 'api' })],
      true,
    ],
  ])('%s', (_, containers, complete) => {
    const backend = { project: 'p', services: [{ name: 'api' }, { name: 'job' }] };
    expect(isComplete(backend, containers)).toBe(complete);
  });

  it('has what leads to its socket', () => {
    const backend = { project: 'p', services: [{ name: 'api' }], socketContainer: 'p-pier-socket' };
    expect(isComplete(backend, [up])).toBe(false);
    expect(isComplete(backend, [up, container('pier-socket', 'running')])).toBe(true);
  });
});

it.each([
  [{}, 'no', 0],
  [{ restart: 'always' }, 'always', 0],
  [{ restart: 'on-failure:3' }, 'on-failure', 3],
  [{ restart: 'on-failure' }, 'on-failure', 0],
  [{ restart: 'no' }, 'no', 0],
  [{ deploy: { restart_policy: {} } }, 'always', 0],
  [{ deploy: { restart_policy: { condition: 'none' } } }, 'no', 0],
  [{ deploy: { restart_policy: { condition: 'on-failure', max_attempts: 2 } } }, 'on-failure', 2],
])('the restart policy of %j', (service, Name, MaximumRetryCount) => {
  expect(restartPolicyOf(service)).toEqual({ Name, MaximumRetryCount });
});
