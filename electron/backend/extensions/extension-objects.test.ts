import { expect, it, vi } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { ExtensionObjects } from './extension-objects.ts';
import type { ExtensionRecord } from './extension-record.ts';
import { ExtensionStore } from './extension-store.ts';

const backend = {
  'com.docker.desktop.extension': 'true',
  'com.docker.compose.project': 'a_b-desktop-extension',
};
const helper = { 'com.docker.desktop.extension': 'true', 'com.docker.desktop.extension.name': 'B' };
const nameless = { 'com.docker.desktop.extension': 'true' };

it('what extensions have is theirs as long as these are installed, or about to be', () => {
  const objects = new ExtensionObjects();
  const told = vi.fn();
  objects.onChange(told);
  const seen = () => [
    ...[backend, helper, nameless].map((labels) => objects.isOfInstalled(labels)),
    objects.isOfBackend(backend),
    objects.isOfBackend(helper),
  ];
  const store = new ExtensionStore({ root: '/nowhere', log: silentLogger });
  objects.follow(store);
  expect(seen()).toEqual([false, false, false, false, false]);
  const end = store.expect('a_b');
  expect(seen()).toEqual([true, false, false, true, false]);
  store.added({ id: 'a_b', title: 'B' } as ExtensionRecord);
  end();
  expect(seen()).toEqual([true, true, true, true, false]);
  store.removed('a_b');
  store.added({ id: 'c', title: 'C' } as ExtensionRecord);
  expect(seen()).toEqual([false, false, true, false, false]);
  expect(objects.isOfInstalled({ 'com.docker.compose.project': 'web' })).toBe(false);
  expect(told.mock.calls.length).toBeGreaterThan(2);
});
