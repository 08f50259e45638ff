import { expect, it } from 'vitest';
import { type CatalogueParts, catalogueHandlers } from './catalogue-handlers.ts';

it('what comes with Pier is told by what this Pier has, never by a catalogue or a registry', async () => {
  const asked: string[] = [];
  const handlers = catalogueHandlers({
    catalogues: {
      list: async () => ({ entries: [{ repository: 'pier/a', versions: ['9.9'] }], catalogues: [] }),
    },
    store: {
      all: () => [
        { repository: 'pier/a', version: '1.0' },
        { repository: 'org/b', version: '1.0' },
      ],
    },
    tagsOf: async (_server: string, repository: string) => {
      asked.push(repository);
      return ['1.5'];
    },
    ownVersions: (repository: string) => (repository === 'pier/a' ? ['1.1'] : []),
  } as unknown as CatalogueParts);
  expect(await handlers.updates({}, {} as never)).toEqual({
    updates: [
      { id: 'pier_a', version: '1.1' },
      { id: 'org_b', version: '1.5' },
    ],
  });
  expect(asked).toEqual(['org/b']);
});
