import { expect, it } from 'vitest';
import { silentLogger } from '../../log/logger.ts';
import { ExtensionFolder } from '../extension-files.ts';
import type { ExtensionRecord } from '../extension-record.ts';
import { ExtensionBackends, type ExtensionBackendsOptions } from './extension-backends.ts';

const task = {
  signal: new AbortController().signal,
  ...{ report: () => {}, item: () => {}, write: () => {} },
};

/** On an engine with one container that runs and the image that leads to sockets. */
function backendsOn() {
  const asked: string[] = [];
  const container = { Id: 'c', Names: ['/p-a-1'], State: 'running', Labels: {}, Mounts: [] };
  const client = {
    json: async ({ method = 'GET', path, body }: { method?: string; path: string; body?: unknown }) => {
      if (method !== 'GET') asked.push([method, path, ...(body ? [JSON.stringify(body)] : [])].join(' '));
      if (path === '/volumes') return { Volumes: [] };
      if (path === '/containers/json') return [container];
      return path === '/images/json' ? [{ Id: 'forwarder' }] : [];
    },
  };
  const engine = {
    nameOf: (id: string) => id,
    use: async (_: unknown, work: (with_: typeof client) => unknown) => work(client),
  };
  const sockets = { close: () => {} };
  const options = { engine, sockets, compose: {}, owner: 'o', knowsHost: true, log: silentLogger };
  return { asked, backends: new ExtensionBackends(options as unknown as ExtensionBackendsOptions) };
}

it('what leads to sockets stays while an extension is brought up that may use it', async () => {
  const { asked, backends } = backendsOn();
  const record = { id: 'a', title: 'A', image: 'a:1', backend: { project: 'p', services: [] } };
  const up = backends.up(record as unknown as ExtensionRecord, new ExtensionFolder('/nowhere'), task);
  const failed = expect(up).rejects.toThrow('/nowhere');
  await backends.tidy();
  expect(asked).toEqual([]);
  await failed;
  await backends.tidy();
  expect(asked).toEqual(['DELETE /images/forwarder']);
});

it('what is stopped is told first not to begin again with the engine, and stays there', async () => {
  const { asked, backends } = backendsOn();
  await backends.stop({ project: 'p' }, task);
  expect(asked).toEqual([
    'POST /containers/c/update {"RestartPolicy":{"Name":"no","MaximumRetryCount":0}}',
    'POST /containers/c/stop',
  ]);
});
