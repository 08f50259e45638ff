import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import ownCatalogue from '../../../../assets/extension-catalogue.json' with { type: 'json' };
import { parseCatalogueAddress, safeLink } from '../../../../shared/model/catalogue-address.ts';
import { EXTENSION_LABEL } from '../../../../shared/model/extension-labels.ts';
import { Catalogues, OWN_CATALOGUE } from './catalogues.ts';
import { labelDetails } from './label-details.ts';
import { newerVersion, sortVersions } from './newer-versions.ts';
import { parseCatalogue, picturePath } from './parse-catalogue.ts';
import { pictureType } from './picture-type.ts';
import { Pictures } from './pictures.ts';

const ADDRESS = 'https://example.com/shared/extensions.json';
const PNG = Buffer.from('89504e470d0a1a0a0000', 'hex');
const folder = mkdtempSync(join(tmpdir(), 'pier-catalogue-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const log = { debug() {}, info() {}, warn() {}, error() {} } as never;

describe('a catalogue as JSON', () => {
  test('has what Pier brings along, whole', () => {
    const { entries, skipped } = parseCatalogue(JSON.stringify(ownCatalogue), OWN_CATALOGUE);
    expect(skipped).toBe(0);
    expect(entries.length).toBe(ownCatalogue.extensions.length);
    expect(new Set(entries.map(({ repository }) => repository)).size).toBe(entries.length);
    for (const entry of entries) expect(entry).toMatchObject({ title: /./, description: /./, vendor: /./ });
  });

  test('resolves addresses, cleans what it takes, and leaves out alone what it cannot understand', () => {
    const extensions = [
      {
        image: 'docker.io/org/one:1.2',
        title: 'One',
        categories: ['Utility Tools', 'utility-tools'],
        icon: 'one.png',
        screenshots: [{ url: '/a.png' }, { alt: 'evil', url: 'javascript:alert(1)' }, 7],
        publisherUrl: 'file:///etc/passwd',
        accountInfo: 'required',
        additionalUrls: [{ title: 'Docs', url: 'https://docs.example' }],
        archive: '/etc/one.tar',
        versions: ['1.1', '1.2'],
      },
      { image: 'NOT A NAME' },
      'nothing',
    ];
    const { name, entries, skipped } = parseCatalogue(JSON.stringify({ name: 'Ours', extensions }), ADDRESS);
    expect([name, skipped]).toEqual(['Ours', 2]);
    expect(entries).toEqual([
      {
        repository: 'org/one',
        title: 'One',
        description: '',
        vendor: '',
        detailedDescription: '',
        changelog: '',
        categories: ['utility-tools'],
        icon: 'https://example.com/shared/one.png',
        screenshots: [{ alt: '', url: 'https://example.com/a.png' }],
        needsAccount: true,
        links: [{ title: 'Docs', url: 'https://docs.example/' }],
        versions: ['1.2', '1.1'],
        catalogue: ADDRESS,
      },
    ]);
  });

  test('that is a file names files beside it, and none elsewhere', () => {
    const text = JSON.stringify({
      extensions: [
        { image: 'org/one', icon: 'i/one.svg', archive: 'one.tar' },
        { image: 'org/two', icon: '../../etc/secret.png' },
      ],
    });
    const id = '/srv/shared/extensions.json';
    const [one, two] = parseCatalogue(text, id).entries;
    expect(one).toMatchObject({ icon: 'file:///srv/shared/i/one.svg', archive: '/srv/shared/one.tar' });
    expect(two?.icon).toBeUndefined();
    expect(picturePath('file:///srv/shared/i/one.svg', [id])).toBe('/srv/shared/i/one.svg');
    expect(picturePath('file:///srv/shared/../secret.png', [id])).toBeUndefined();
    expect(picturePath('file:///srv/shared-else/x.png', [id])).toBeUndefined();
    expect(picturePath('file:///srv/shared/x.png', [ADDRESS])).toBeUndefined();
  });

  test.each([['{'], ['[]'], ['{"extensions":1}'], ['<html>\nno catalogue!']])(
    'that is none says so: %s',
    (text) => {
      expect(() => parseCatalogue(text, ADDRESS)).toThrow(`Read the catalogue '${ADDRESS}'`);
    },
  );
});

test('the list of a private marketplace is understood', () => {
  const text = '# ours\norg/one:1.0 # pinned\r\norg/one:1.1\n\norg/two\nNO NAME\n';
  const { entries, skipped } = parseCatalogue(text, '/srv/extensions.txt');
  expect(skipped).toBe(1);
  expect(entries.map(({ repository, versions }) => [repository, versions])).toEqual([
    ['org/one', ['1.0', '1.1']],
    ['org/two', []],
  ]);
});

test.each([
  ['https://example.com/a b.json', 'https://example.com/a%20b.json'],
  [' /srv/x.txt ', '/srv/x.txt'],
  ['C:\\shared\\x.json', 'C:\\shared\\x.json'],
  ['https://user:secret@example.com/', undefined],
  ['ftp://example.com/', undefined],
  ['x.json', undefined],
  ['//example.com/x.json', undefined],
  ['/srv/a,b', undefined],
])('%s is the catalogue %s', (text, parsed) => {
  expect(parseCatalogueAddress(text)).toBe(parsed);
});

test('labels that are empty or broken tell nothing', () => {
  const nothing = { categories: [], screenshots: [], detailedDescription: '', changelog: '', links: [] };
  expect(labelDetails(null)).toEqual(nothing);
  expect(
    labelDetails({
      [EXTENSION_LABEL.screenshots]: '[{"alt":',
      [EXTENSION_LABEL.categories]: ' , ',
      [EXTENSION_LABEL.accountInfo]: '',
      [EXTENSION_LABEL.publisherUrl]: 'javascript:1',
      [EXTENSION_LABEL.additionalUrls]: '{"title":"x"}',
    }),
  ).toEqual(nothing);
  expect(
    labelDetails({
      [EXTENSION_LABEL.screenshots]: '[{"alt":"a","url":"https://x.example/a.png"},{"url":"icon.png"}]',
      [EXTENSION_LABEL.categories]: 'networking, Security',
      [EXTENSION_LABEL.changelog]: '<b>new</b>',
    }),
  ).toMatchObject({
    screenshots: [{ alt: 'a', url: 'https://x.example/a.png' }],
    categories: ['networking', 'security'],
    changelog: '<b>new</b>',
  });
  expect(safeLink('data:text/html,x')).toBeUndefined();
});

test.each([
  ['image/png', PNG],
  ['image/svg+xml', Buffer.from('\ufeff<?xml version="1.0"?>\n<!-- > --><!DOCTYPE svg>\n<svg xmlns="x"/>')],
  [undefined, Buffer.from('<html><svg></svg></html>')],
  [undefined, Buffer.from('<svgx>')],
  [undefined, Buffer.alloc(0)],
])('a picture is known by its bytes: %s', (type, bytes) => {
  expect(pictureType(bytes)).toBe(type);
});

test('versions: the newest first, and an update is a later one', () => {
  const tags = ['latest', '1.9.0', 'v1.10', '2.0.0-rc.1', 'main', `sha256-${'a'.repeat(64)}.sig`];
  expect(sortVersions(tags)).toEqual(['2.0.0-rc.1', 'v1.10', '1.9.0', 'latest', 'main']);
  expect(newerVersion('1.9.0', tags)).toBe('v1.10');
  expect(newerVersion('1.10.0', tags)).toBeUndefined();
  expect(newerVersion('latest', tags)).toBeUndefined();
  expect(newerVersion('1.0', ['latest'])).toBeUndefined();
});

describe('catalogues', () => {
  const text = (title: string) => JSON.stringify({ name: title, extensions: [{ image: 'org/one', title }] });

  test('that cannot be read fall back alone: to the copy that was kept, also of an earlier run', async () => {
    let answer: () => Promise<Buffer> = async () => Buffer.from(text('Theirs'));
    let now = 1_000_000;
    const file = join(folder, 'list.json');
    writeFileSync(file, text('From the file'));
    const open = () =>
      new Catalogues({
        own: text('Own'),
        others: () => [ADDRESS, file, join(folder, 'gone.json')],
        folder: () => join(folder, 'copies'),
        fetch: () => answer(),
        log,
        now: () => now,
      });
    const first = await open().list();
    // The one that was added first tells of what several have.
    expect(first.entries.map(({ title }) => title)).toEqual(['Theirs']);
    expect(first.catalogues).toMatchObject([
      { id: OWN_CATALOGUE, state: 'read', count: 1 },
      { id: ADDRESS, state: 'read', name: 'Theirs', readAt: 1_000_000 },
      { id: file, state: 'read' },
      { state: 'failed', count: 0, error: { code: 'catalogue_unreachable' } },
    ]);
    now += 5000;
    answer = async () => {
      throw new Error('ENOTFOUND');
    };
    const again = open();
    const second = await again.list();
    expect(second.entries.map(({ title }) => title)).toEqual(['Theirs']);
    expect(second.catalogues[1]).toMatchObject({
      state: 'kept',
      readAt: 1_000_000,
      error: { message: expect.stringContaining('ENOTFOUND') },
    });
    // One that has become something else is as one that is gone.
    answer = async () => Buffer.from('<html>sign in</html>');
    expect((await again.list({ refresh: true })).catalogues[1]).toMatchObject({
      state: 'kept',
      error: { code: 'catalogue_invalid' },
    });
  });

  test('are asked once in an hour, and when a person wants it', async () => {
    let asked = 0;
    let now = 0;
    const catalogues = new Catalogues({
      own: text('Own'),
      others: () => [ADDRESS],
      folder: () => join(folder, 'hour'),
      fetch: async () => {
        asked += 1;
        return Buffer.from(text('x'));
      },
      log,
      now: () => now,
    });
    await Promise.all([catalogues.list(), catalogues.list()]);
    expect(asked).toBe(1);
    await catalogues.list({ refresh: true });
    expect(asked).toBe(2);
    now = 61 * 60 * 1000;
    await catalogues.list();
    expect(asked).toBe(3);
  });
});

test('pictures are kept for when there is no network; what is none is never handed on', async () => {
  const asked: string[] = [];
  let online = true;
  const now = Date.now();
  let later = 0;
  mkdirSync(join(folder, 'beside'));
  writeFileSync(join(folder, 'beside/icon.png'), PNG);
  const pictures = new Pictures({
    folder: () => join(folder, 'pictures'),
    fetch: async (address) => {
      asked.push(address);
      if (!online) throw new Error('offline');
      return address.endsWith('.png') ? PNG : Buffer.from('<script>');
    },
    pathOf: (url) => picturePath(url, [join(folder, 'beside/list.json')]),
    now: () => now + later,
  });
  const data = `data:image/png;base64,${PNG.toString('base64')}`;
  expect(await Promise.all([pictures.get('https://x/a.png'), pictures.get('https://x/a.png')])).toEqual([
    data,
    data,
  ]);
  expect(asked).toEqual(['https://x/a.png']);
  expect(await pictures.get('https://x/page')).toBeUndefined();
  // A server that gave nothing is left alone for a while.
  expect(await pictures.get('https://x/page')).toBeUndefined();
  expect(asked).toHaveLength(2);
  online = false;
  later = 30 * 24 * 60 * 60 * 1000;
  expect(await pictures.get('https://x/a.png')).toBe(data);
  expect(await pictures.get('https://x/b.png')).toBeUndefined();
  expect(await pictures.get(pathToFileURL(join(folder, 'beside/icon.png')).href)).toBe(data);
  expect(await pictures.get('file:///etc/hostname')).toBeUndefined();
  expect(await pictures.get(`data:image/gif;base64,${PNG.toString('base64')}`)).toBe(data);
  expect(await pictures.get('data:image/svg+xml,%3Csvg%3E%3C/svg%3E')).toMatch(
    /^data:image\/svg\+xml;base64,/,
  );
  expect(await pictures.get('data:image/png,x')).toBeUndefined();
  expect(readdirSync(join(folder, 'pictures'))).toHaveLength(1);
});
