import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import { runRequest } from '../../../shared/contract/containers.ts';
import { silentLogger } from '../log/logger.ts';
import { Engine } from './engine.ts';
import { runContainer } from './run-container.ts';

it('removes a container again that is cancelled while it starts', async () => {
  const dir = mkdtempSync(join(tmpdir(), 'pier-run-'));
  const path = join(dir, 'engine.sock');
  const abort = new AbortController();
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    // The engine is about to start it when the person changes their mind.
    if (request.url === '/containers/c1/start') abort.abort();
    const created = request.url?.startsWith('/containers/create');
    response.writeHead(created ? 201 : 204).end(created ? '{"Id":"c1","Warnings":[]}' : undefined);
  });
  await new Promise<void>((resolve) => server.listen(path, resolve));
  const engine = new Engine({ source: new TestSource({ kind: 'unix', path }), log: silentLogger });
  try {
    const run = async () => {
      for await (const _ of runContainer(engine, runRequest.parse({ image: 'busybox' }), abort.signal));
    };
    await expect(run()).rejects.toMatchObject({ code: 'cancelled' });
    expect(asked).toEqual([
      'POST /containers/create',
      'POST /containers/c1/start',
      'DELETE /containers/c1?force=true&v=true',
    ]);
  } finally {
    engine.dispose();
    server.close();
    rmSync(dir, { recursive: true });
  }
});
