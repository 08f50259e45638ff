import { expect, it } from 'vitest';
import type { CallContext } from '../../../shared/contract/define.ts';
import type { MachineState } from '../../../shared/contract/machine.ts';
import { runningIn } from './containers-at-stake.ts';
import { updatesHandlers } from './updates-handlers.ts';

const context: CallContext = { role: 'ui', signal: new AbortController().signal };

it('says of a host without the desktop app that it does not update itself', async () => {
  const handlers = updatesHandlers(undefined, '1.0.0');
  for await (const state of handlers.watch({}, context)) {
    expect(state).toEqual({ version: '1.0.0', update: { kind: 'unavailable', reason: 'headless' } });
    break;
  }
  const missing = { code: 'updates_unavailable' };
  await expect(handlers.check({}, context)).rejects.toMatchObject(missing);
  await expect(handlers.restart({ stopContainers: 0 }, context)).rejects.toMatchObject(missing);
  expect(() => handlers.download({}, context)).toThrow('does not update itself');
});

it.each<[MachineState, boolean, number | undefined, number | undefined]>([
  [{ kind: 'running', since: 0 }, true, 3, 3],
  [{ kind: 'running', since: 0 }, true, undefined, undefined],
  [{ kind: 'paused', since: 0, by: 'person' }, true, 2, 2],
  [{ kind: 'starting', since: 0, step: { id: 'a', title: 'A' }, attempt: 0 }, true, 0, undefined],
  [{ kind: 'stopped', since: 0 }, true, undefined, 0],
  [{ kind: 'running', since: 0 }, false, 7, 0],
])('%j, of a machine of ours: %j, with %j', (state, hasMachine, told, expected) => {
  const info = { driver: 'qemu' as const, hasMachine, canPause: true };
  expect(runningIn({ state, info }, told)).toBe(expected);
});
