import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import { silentLogger } from '../../log/logger.ts';
import { type TaskHandle, TaskRegistry } from '../../tasks/task-registry.ts';
import { TAR_END, tarHeader } from '../files/tar-format.ts';
import { VolumeImport } from './volume-import.ts';

const tar = () => {
  const entry = { type: 'file' as const, mode: 0o644, uid: 0, gid: 0, size: 0, modifiedAt: 0 };
  return Readable.from([Buffer.concat([tarHeader({ ...entry, name: 'a' }), TAR_END])]);
};

/** Replaces the files of "data"; `copy` stands for what the engine does after they are gone. */
async function replace(copy: (task: TaskHandle, cancel: () => void) => Promise<void>) {
  const removed: string[] = [];
  const created: { Name: string; Labels: object }[] = [];
  let emptied = false;
  const client = {
    json: async ({ method = 'GET', path, body }: { method?: string; path: string; body?: never }) => {
      if (method === 'DELETE') removed.push(decodeURIComponent(path.slice('/volumes/'.length)));
      if (method === 'GET') throw new AppError('volume_not_found', '', '', { cause: { status: 404 } });
      if (method === 'POST') created.push(body as never);
      return body ?? {};
    },
  };
  const tasks = new TaskRegistry({ log: silentLogger });
  const cancel = () => tasks.cancel(taskId);
  const imports = new VolumeImport({
    engine: { use: async (_: unknown, run: (each: unknown) => unknown) => run(client), explain: toAppError },
    helpers: { close: async () => {}, owner: 'me' },
    files: {
      open: async () => ({
        files: {
          empty: async () => {
            emptied = true;
          },
        },
        inside: (path: string) => path,
        release: () => {},
      }),
    },
    copy: {
      extract: async (_: string, { body }: { body: Readable }) => {
        for await (const _chunk of body);
      },
      copy: (_from: string, _to: string, task: TaskHandle) => copy(task, cancel),
    },
  } as never);
  const request = { name: 'data', mode: 'replace' as const, fileName: 'x.tar', size: 2048 };
  const description = { kind: 'volume-import', title: '', subject: 'data' };
  const { taskId } = tasks.start(description, (task) => imports.run(request, tar(), task));
  const task = await tasks.ended(taskId);
  await tasks.dispose();
  return { task, removed, created, emptied };
}

describe('VolumeImport in place of what is there', () => {
  it('is not cancelled once the old files are gone', async () => {
    const { task, removed, created } = await replace(async ({ signal }, cancel) => {
      cancel();
      signal.throwIfAborted();
    });
    expect(task.state).toBe('done');
    expect(removed).toEqual([created[0]?.Name]);
  });

  it('keeps the new files, and names where they are, when they cannot be put in their place', async () => {
    const { task, removed, created, emptied } = await replace(async () => {
      throw new AppError('engine_error', 'Cannot write: the disk is full.', 'Free some space.');
    });
    expect(emptied).toBe(true);
    expect(removed).toEqual([]);
    expect(created).toMatchObject([{ Labels: {} }]);
    expect(task).toMatchObject({
      state: 'failed',
      error: {
        message: `Cannot write: the disk is full. The files are in the volume '${created[0]?.Name}'.`,
      },
    });
  });
});
