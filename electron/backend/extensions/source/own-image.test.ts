import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { silentLogger } from '../../log/logger.ts';
import { isOwnExtension, tagsOfOthers } from './bundled-extension.ts';
import { ImageLeases } from './image-leases.ts';
import { obtainImage, registryOf } from './obtain-image.ts';
import { restoreOwnImage } from './restore-own-image.ts';

/** Has no image. */
function emptyEngine() {
  const asked: string[] = [];
  const sent: string[] = [];
  const client = {
    json: async ({ path }: { path: string }) => {
      asked.push(path);
      if (path === '/version') return { Arch: 'mips' };
      if (path === '/images/json') return [];
      throw new EngineHttpError(404, 'no such image');
    },
    open: async ({ path, stream }: { path: string; stream: Readable }) => {
      asked.push(path);
      sent.push(await text(stream));
      return Readable.from([Buffer.from(`${JSON.stringify({ stream: 'Loaded image: pier/x:1\\n' })}\n`)]);
    },
  };
  const engine = {
    client,
    require: () => client,
    use: (_attempt: unknown, work: (with_: typeof client) => unknown) => work(client),
  } as unknown as Engine;
  return { engine, asked, sent };
}

it.each(['pier/x', 'pier/x:9', 'docker.io/pier/x', 'docker.io/pier/x@sha256:1'])(
  '%s is pulled from no registry',
  async (reference) => {
    const { engine, asked } = emptyEngine();
    const obtaining = obtainImage(
      { kind: 'image', reference },
      {
        engine,
        leases: new ImageLeases({ engine, log: silentLogger }),
        tagsOf: tagsOfOthers(async () => ['99.0']),
        note: async () => {},
        signal: new AbortController().signal,
      },
    );
    await expect(obtaining).rejects.toMatchObject({ code: 'extension_invalid' });
    expect(asked.some((path) => path.startsWith('/images/create'))).toBe(false);
  },
);

it('no registry is asked for versions of what comes with Pier', async () => {
  const tagsOf = tagsOfOthers(async () => ['99.0']);
  const ask = (repository: string) => tagsOf(registryOf(repository).server, registryOf(repository).path);
  expect(await ask('pier/x')).toEqual([]);
  expect(await ask('org/x')).toEqual(['99.0']);
  expect(await ask('r.test:5000/pier/x')).toEqual(['99.0']);
  expect(isOwnExtension('r.test/pier/x')).toBe(false);
});

it('the image of one that comes with Pier is loaded again where the engine has lost it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pier-own-'));
  try {
    const file = join(folder, 'x.tar.gz');
    writeFileSync(file, 'tar');
    const { engine, asked, sent } = emptyEngine();
    const options = { architecture: 'amd64', signal: new AbortController().signal, find: () => file };
    await restoreOwnImage(engine, 'pier/x:1', options);
    expect(asked).toContain('/images/load');
    expect(sent).toEqual(['tar']);
    const others = emptyEngine();
    await restoreOwnImage(others.engine, 'org/x:1', options);
    expect(others.asked).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
