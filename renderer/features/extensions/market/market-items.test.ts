import { expect, test } from 'vitest';
import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import { type ContainerAbility, describeContainer, sortAbilities } from '../abilities/describe-ability.ts';
import { categoriesOf, categoryTitle, findInMarket } from './market-items.ts';

function entry(title: string, more: Partial<CatalogueEntry> = {}): CatalogueEntry {
  return {
    ...{ repository: `org/${title.toLowerCase()}`, title, description: '', vendor: '', categories: [] },
    ...{
      screenshots: [],
      detailedDescription: '',
      changelog: '',
      links: [],
      versions: [],
      catalogue: 'pier',
    },
    ...more,
  };
}

const entries = [
  entry('Scanner', { categories: ['security', 'ci-cd'], vendor: 'Aqua' }),
  entry('Tunnel', { categories: ['networking', 'security'], description: 'Reach your containers' }),
  entry('Plain'),
];

test.each([
  ['', '', ['Scanner', 'Tunnel', 'Plain']],
  ['aqua SCAN', '', ['Scanner']],
  ['ci/cd', '', ['Scanner']],
  ['org/tunnel', '', ['Tunnel']],
  ['', 'security', ['Scanner', 'Tunnel']],
  ['reach', 'ci-cd', []],
])('searching for "%s" in "%s" finds %j', (text, category, found) => {
  expect(findInMarket(entries, { text, category }).map(({ title }) => title)).toEqual(found);
});

test('categories are counted, and named for people', () => {
  expect(categoriesOf(entries)).toEqual([
    { id: 'ci-cd', count: 1 },
    { id: 'networking', count: 1 },
    { id: 'security', count: 2 },
  ]);
  expect(categoryTitle('image-registry')).toBe('Image registries');
  expect(categoryTitle('ai-tools')).toBe('Ai tools');
  expect(categoryTitle('constructor')).toBe('Constructor');
});

const plain: ContainerAbility = {
  ...{ kind: 'container', service: 'web', image: 'org/x:1', privileged: false, capabilities: [] },
  ...{ mounts: [], ports: [], shares: [], devices: [], others: [] },
};

test('what a container may do is told, the most far-reaching first', () => {
  expect(describeContainer(plain)).toMatchObject([
    { isDanger: false, text: expect.stringContaining('own network') },
  ]);
  const lines = describeContainer({
    ...plain,
    privileged: true,
    capabilities: ['NET_ADMIN'],
    others: ['seccomp=unconfined'],
    shares: ['network'],
    ports: ['8080:80/tcp'],
    mounts: [
      { source: 'data', target: '/data', readOnly: false, kind: 'volume' },
      { source: '/etc', target: '/host', readOnly: true, kind: 'host' },
      { source: '/var/run/docker.sock', target: '/var/run/docker.sock', readOnly: false, kind: 'engine' },
    ],
  });
  expect(lines.map(({ isDanger }) => isDanger)).toEqual([true, true, true, true, true, true, false, false]);
  expect(lines.map(({ text }) => text).join('\n')).toMatch(
    /privileged[\s\S]*Docker’s own socket[\s\S]*network of the engine[\s\S]*Reads \/etc [\s\S]*NET_ADMIN[\s\S]*seccomp=unconfined[\s\S]*8080:80\/tcp[\s\S]*volume data/,
  );
});

test('abilities are sorted by what they are', () => {
  const sorted = sortAbilities([{ kind: 'page', title: 'X' }, { kind: 'docker-commands' }, plain]);
  expect(sorted).toEqual({
    page: { kind: 'page', title: 'X' },
    dockerCommands: true,
    containers: [plain],
    programs: [],
  });
});
