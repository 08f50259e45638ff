import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Engine } from '../engine/engine.ts';
import { silentLogger } from '../log/logger.ts';
import type { TaskHandle, TaskOutcome, TaskRegistry } from '../tasks/task-registry.ts';
import type { ExtensionBackends } from './backend/extension-backends.ts';
import { ExtensionOperations, type ExtensionOperationsOptions } from './extension-operations.ts';
import type { ExtensionRecord } from './extension-record.ts';
import { ExtensionStore, writeRecord } from './extension-store.ts';

const record: ExtensionRecord = {
  ...{ format: 1, id: 'a_b', repository: 'a/b', image: 'a/b:1', imageId: '1', version: '1', title: 'T' },
  ...{ description: '', vendor: '', apiVersion: '', metadata: {}, hasUi: false, binaries: [], abilities: [] },
  ...{ ownsImage: false, enabled: true, installedAt: 1, updatedAt: 1 },
  permissions: { dockerCommands: true, hostPrograms: true },
  backend: { project: 'p', services: [] },
};

it('one is turned off and on without an engine, and its containers follow where there is one', async () => {
  const root = await mkdtemp(join(tmpdir(), 'pier-operations-'));
  const store = new ExtensionStore({ root, log: silentLogger });
  await writeRecord(store.files.of('a_b'), record);
  await store.load();
  const done: string[] = [];
  const engine = { client: undefined as object | undefined };
  let ended: Promise<TaskOutcome> | undefined;
  const operations = new ExtensionOperations({
    store,
    engine: engine as unknown as Engine,
    areOn: () => true,
    backends: {
      up: async () => void done.push('up'),
      stop: async () => void done.push('stop'),
    } as unknown as ExtensionBackends,
    tasks: {
      start: (_task: object, run: (task: TaskHandle) => Promise<TaskOutcome>) => {
        ended = run({ id: '1' } as TaskHandle);
        return { taskId: '1' };
      },
    } as unknown as TaskRegistry,
  } as ExtensionOperationsOptions);
  const turn = async (on: boolean) => {
    operations.setEnabled('a_b', on);
    return { status: (await ended)?.status, enabled: store.find('a_b')?.enabled };
  };
  expect(await turn(false)).toEqual({ status: 'Disabled', enabled: false });
  expect(await turn(true)).toEqual({ status: 'Enabled', enabled: true });
  expect(done).toEqual([]);
  engine.client = {};
  await turn(false);
  await turn(true);
  expect(done).toEqual(['stop', 'up']);
  await rm(root, { recursive: true });
});
