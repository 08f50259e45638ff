import { expect, it } from 'vitest';
import { AppError } from '../../../shared/errors.ts';
import { performTrayAction, type TrayReach } from './perform-tray-action.ts';
import type { TrayAction } from './tray-menu.ts';

/** A backend that notes what is asked of it, and what the tray does beside that. */
function reach(failure?: Error) {
  const done: string[] = [];
  const area = (name: string) =>
    new Proxy(
      {},
      {
        get: (_, method) => async (input: unknown) => {
          done.push(`${name}.${String(method)} ${JSON.stringify(input)}`);
          if (failure) throw failure;
        },
      },
    );
  const client = {
    machine: area('machine'),
    containers: area('containers'),
    engines: area('engines'),
    updates: area('updates'),
  };
  const fake: TrayReach = {
    client: () => client as unknown as ReturnType<TrayReach['client']>,
    show: (parts) => done.push(`show ${parts.join('/')}`),
    openExternal: (url) => done.push(`open ${url}`),
    showAbout: () => done.push('about'),
    quit: () => done.push('quit'),
    setPending: (id, isPending) => done.push(`${isPending ? 'begin' : 'end'} ${id}`),
    tellFailure: (what, error) => done.push(`${what}: ${error.message}`),
  };
  return { fake, done };
}

it.each<[TrayAction, string[]]>([
  [{ kind: 'show', parts: ['settings'] }, ['show settings']],
  [{ kind: 'open', url: 'http://localhost:80' }, ['open http://localhost:80']],
  [{ kind: 'updates' }, ['show settings/updates', 'begin updates', 'updates.check {}', 'end updates']],
  [{ kind: 'about' }, ['about']],
  [{ kind: 'quit' }, ['quit']],
  [{ kind: 'machine', id: 'stop' }, ['begin machine', 'machine.stop {"force":false}', 'end machine']],
  [{ kind: 'machine', id: 'pause' }, ['begin machine', 'machine.pause {}', 'end machine']],
  [
    { kind: 'container', id: 'restart', container: 'c1', name: 'web' },
    ['begin c1', 'containers.restart {"id":"c1"}', 'end c1'],
  ],
  [{ kind: 'engine', id: 'build' }, ['begin engine', 'engines.use {"id":"build"}', 'end engine']],
])('%j', async (action, expected) => {
  const { fake, done } = reach();
  await performTrayAction(action, fake);
  expect(done).toEqual(expected);
});

it('tells a failure by name, and goes on', async () => {
  const { fake, done } = reach(new AppError('engine_error', 'It is busy.', 'Wait.'));
  await performTrayAction({ kind: 'container', id: 'stop', container: 'c1', name: 'web' }, fake);
  expect(done.slice(-2)).toEqual(['Could not stop web: It is busy.', 'end c1']);
});

it('tells nothing where somebody else ended it, and something where nothing is connected', async () => {
  const cancelled = reach(new AppError('cancelled', 'Cancelled.', ''));
  await performTrayAction({ kind: 'machine', id: 'start' }, cancelled.fake);
  expect(cancelled.done.at(-1)).toBe('end machine');
  expect(cancelled.done).toHaveLength(3);
  const lost = reach();
  lost.fake.client = () => {
    throw new AppError('connection_lost', 'Pier is not connected.', '');
  };
  await performTrayAction({ kind: 'machine', id: 'start' }, lost.fake);
  expect(lost.done).toContain('Could not start the engine: Pier is not connected.');
});
