import { expect, it } from 'vitest';
import type { Engine } from '../../engine/engine.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { silentLogger } from '../../log/logger.ts';
import { ImageLeases } from './image-leases.ts';

/** An engine with images, by what they are asked for. */
function leasesOn(images: Record<string, { Id: string; RepoTags: string[] }>) {
  const removed: string[] = [];
  const client = {
    json: async ({ method, path }: { method?: string; path: string }) => {
      const name = decodeURIComponent(path.replace(/^\/images\/|\/json$/g, ''));
      if (method === 'DELETE') return removed.push(name);
      if (!images[name]) throw new EngineHttpError(404, 'No such image');
      return images[name];
    },
  };
  const engine = { use: async (_: unknown, work: (with_: typeof client) => unknown) => work(client) };
  return { removed, leases: new ImageLeases({ engine: engine as unknown as Engine, log: silentLogger }) };
}

it.each([
  ['its name is removed while it is the same', { 'a:1': ['sha256:1', ['a:1']] }, ['a:1']],
  [
    'the image alone, where a person built another one of its name',
    { 'a:1': ['sha256:2', ['a:1']], 'sha256:1': ['sha256:1', []] },
    ['sha256:1'],
  ],
  [
    'nothing, where a person has it under a name of their own',
    { 'a:1': ['sha256:2', ['a:1']], 'sha256:1': ['sha256:1', ['mine:1']] },
    [],
  ],
  ['nothing, where it is gone', {}, []],
] as [string, Record<string, [string, string[]]>, string[]][])(
  'of an image that goes: %s',
  async (_, known, gone) => {
    const images = Object.entries(known).map(([name, [Id, RepoTags]]) => [name, { Id, RepoTags }]);
    const { removed, leases } = leasesOn(Object.fromEntries(images));
    expect(await leases.remove('a:1', 'sha256:1')).toBe(gone.length > 0);
    expect(removed).toEqual(gone);
  },
);
