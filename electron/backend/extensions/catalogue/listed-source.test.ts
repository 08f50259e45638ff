import { expect, it, vi } from 'vitest';
import type { ExtensionSource } from '../../../../shared/contract/extensions.ts';
import { type ExtensionsParts, extensionsHandlers } from '../extensions-handlers.ts';
import { listedSource } from './listed-source.ts';

const image = (reference: string): ExtensionSource => ({ kind: 'image', reference });
const entries = [
  { repository: 'org/any', versions: [] },
  { repository: 'org/some', versions: ['1.9', '1.10', 'edge'] },
  { repository: 'org/named', versions: ['edge'], archive: '/srv/named.tar' },
];

it.each([
  [image('org/any'), image('org/any')],
  [image('docker.io/org/any:7'), image('docker.io/org/any:7')],
  [image('org/some:1.9'), image('org/some:1.9')],
  [image('org/some:2.0'), undefined],
  [image(`org/some@sha256:${'a'.repeat(64)}`), undefined],
  [image('org/some'), image('org/some:1.10')],
  [image('org/named'), image('org/named:edge')],
  [image('org/other'), undefined],
  [
    { kind: 'tar', path: '/srv/named.tar' },
    { kind: 'tar', path: '/srv/named.tar' },
  ],
  [{ kind: 'tar', path: '/srv/other.tar' }, undefined],
] as const)('of %j catalogues have %j', (source, listed) => {
  expect(listedSource(entries, source)).toEqual(listed);
});

it('where only catalogues are allowed nothing else is even looked at, and what has no version is one of theirs', async () => {
  const look = vi.fn(async () => {});
  const operations = {
    require: () => ({ repository: 'org/some' }),
    install: vi.fn(() => ({ taskId: 't' })),
    update: vi.fn(() => ({ taskId: 't' })),
  };
  const handlers = extensionsHandlers({
    operations,
    installer: { look },
    onlyMarketplace: () => true,
    listed: async (source: ExtensionSource) => listedSource(entries, source),
  } as unknown as ExtensionsParts);
  const context = { role: 'ui' as const, signal: new AbortController().signal };
  const preview = async (source: ExtensionSource) => {
    for await (const _ of handlers.preview({ source }, context));
  };
  await expect(preview(image('org/other'))).rejects.toMatchObject({ code: 'forbidden' });
  expect(look).not.toHaveBeenCalled();
  await preview(image('org/some'));
  expect(look).toHaveBeenCalledWith(image('org/some:1.10'), expect.anything());
  await expect(handlers.install({ source: image('org/some:2.0') }, context)).rejects.toMatchObject({
    message: expect.stringContaining("'org/some:2.0'"),
  });
  await handlers.install({ source: image('org/some') }, context);
  expect(operations.install).toHaveBeenCalledWith({ source: image('org/some:1.10') });
  await handlers.update({ id: 'org_some' }, context);
  expect(operations.update).toHaveBeenCalledWith('org_some', { reference: 'org/some:1.10' });
});
