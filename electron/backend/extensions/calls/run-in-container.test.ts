import { PassThrough } from 'node:stream';
import { expect, it, vi } from 'vitest';
import type { EngineClient, EngineRequest } from '../../engine/engine-client.ts';
import { ExecOutput } from './exec-output.ts';
import { runInContainer } from './run-in-container.ts';

it('a command that is given up before the engine says that it began is ended when it has', async () => {
  const started: string[] = [];
  const ended: string[] = [];
  let looks = 0;
  const end = new AbortController();
  const client = {
    json: async ({ path, body }: EngineRequest) => {
      if (path.endsWith('/exec')) {
        const { Cmd: words } = body as { Cmd: string[] };
        if (words[0] === 'sh') ended.push(`${words[2]} after ${looks} looks`);
        return { Id: words[0] };
      }
      // The engine takes a moment to begin it.
      looks += path.startsWith('/exec/sleep') ? 1 : 0;
      return path.startsWith('/exec/sh')
        ? { Running: false, ExitCode: 0 }
        : { Running: looks > 1, ExitCode: null };
    },
    open: ({ path, signal }: EngineRequest) => {
      if (path.startsWith('/exec/sh')) return Promise.resolve(new PassThrough().end());
      started.push(path);
      return new Promise((_, reject) => {
        signal?.addEventListener('abort', () => reject(signal.reason));
        end.abort();
      });
    },
  } as unknown as EngineClient;
  const run = runInContainer(client, 'c', ['sleep', '600'], { signal: end.signal, output: new ExecOutput() });
  await expect(run).rejects.toThrow('abort');
  expect(started).toEqual(['/exec/sleep/start']);
  await vi.waitFor(() => expect(ended[0]).toMatch(/kill -TERM .*after 2 looks/s));
});

it('a command that is given up before it was sent is not started', async () => {
  const end = new AbortController();
  const client = {
    json: async () => {
      end.abort();
      return { Id: 'x' };
    },
    open: () => Promise.reject(new Error('It was started.')),
  } as unknown as EngineClient;
  const run = runInContainer(client, 'c', ['id'], { signal: end.signal, output: new ExecOutput() });
  await expect(run).rejects.toThrow('abort');
});
