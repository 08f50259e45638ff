import { expect, it } from 'vitest';
import type { ContainerState } from '../contract/containers.ts';
import type { PierClient } from '../contract/index.ts';
import type { MachineState } from '../contract/machine.ts';
import { CONTAINER_ACTIONS } from './container-actions.ts';
import { MACHINE_ACTIONS } from './machine-actions.ts';

const info = { driver: 'qemu', hasMachine: true, canPause: true };
const error = { code: 'internal' as const, message: '', hint: '' };
const step = { id: 's', title: 's' };

const offered = (state: MachineState, over: Partial<typeof info> = {}) =>
  Object.values(MACHINE_ACTIONS)
    .filter(({ when }) => when({ state, info: { ...info, ...over }, dockerSocket: '' }))
    .map(({ id }) => id);

it.each<[MachineState, string[]]>([
  [{ kind: 'absent', since: 0 }, ['start']],
  [{ kind: 'provisioning', since: 0, step }, []],
  [{ kind: 'starting', since: 0, step, attempt: 0 }, ['stop']],
  [{ kind: 'running', since: 0 }, ['stop', 'restart', 'pause']],
  [{ kind: 'paused', since: 0, by: 'person' }, ['stop', 'restart', 'resume']],
  [{ kind: 'stopping', since: 0, forced: false }, []],
  [{ kind: 'stopped', since: 0 }, ['start']],
  [{ kind: 'failed', since: 0, error }, ['start']],
])('%j offers %j', (state, actions) => expect(offered(state)).toEqual(actions));

it('does not stop or pause an engine that is not ours', () => {
  expect(offered({ kind: 'running', since: 0 }, { hasMachine: false, canPause: false })).toEqual([]);
});

it.each<[ContainerState, string[]]>([
  ['created', ['start']],
  ['running', ['stop', 'restart', 'pause', 'kill']],
  ['paused', ['stop', 'restart', 'resume', 'kill']],
  ['restarting', ['stop', 'restart', 'kill']],
  ['removing', []],
  ['exited', ['start']],
  ['dead', ['start']],
])('a container that is %s: %j', (state, actions) => {
  const possible = Object.values(CONTAINER_ACTIONS).filter(({ when }) => when({ state }));
  expect(possible.map(({ id }) => id)).toEqual(actions);
});

it('each calls what it is named for', async () => {
  const called: string[] = [];
  const area = new Proxy({}, { get: (_, name) => async () => called.push(String(name)) });
  const client = { machine: area, containers: area } as unknown as PierClient;
  for (const action of Object.values(MACHINE_ACTIONS)) await action.call(client);
  for (const action of Object.values(CONTAINER_ACTIONS)) await action.call(client, 'a');
  expect(called).toEqual([...Object.keys(MACHINE_ACTIONS), ...Object.keys(CONTAINER_ACTIONS)]);
});
