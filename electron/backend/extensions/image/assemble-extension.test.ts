import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EXTENSION_LABEL, REQUIRED_LABELS } from '../../../../shared/model/extension-labels.ts';
import type { ComposeModel } from '../backend/compose-model.ts';
import type { ComposePlace, ExtensionCompose } from '../backend/extension-compose.ts';
import { ExtensionFolder } from '../extension-files.ts';
import { assembleExtension } from './assemble-extension.ts';
import { imageClient, type TestImage } from './test-image.ts';

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'pier-assemble-'));
});
afterEach(() => rm(home, { recursive: true }));

/** Fills in what the program would, of a file that has one variable. */
const compose = {
  render: async ({ file, project, image }: ComposePlace) => {
    const text = (await readFile(file, 'utf8')).replaceAll(`\${DESKTOP_PLUGIN_IMAGE}`, image);
    return { ...(parse(text) as ComposeModel), name: project };
  },
} as unknown as ExtensionCompose;

const PAGE = { 'dashboard-tab': { title: 'Shop', src: 'index.html', root: '/ui' } };
const FILES: TestImage = { '/ui/index.html': 'page', '/ui/assets/app.js': 'script', '/usr/lib/large': 'x' };

/** Puts an extension together of an image. @param metadata text as it is; an object as JSON; undefined for no file */
async function assemble(
  metadata: unknown,
  files: TestImage = FILES,
  { labels = {}, platform = 'linux' }: { labels?: Record<string, string>; platform?: NodeJS.Platform } = {},
) {
  const text = typeof metadata === 'string' ? metadata : JSON.stringify(metadata);
  const image = imageClient({ ...(text !== undefined && { '/metadata.json': text }), ...files });
  const folder = new ExtensionFolder(join(home, 'next'));
  const assembling = assembleExtension({
    client: image.client,
    image: { Id: 'sha256:1', RepoTags: [], RepoDigests: [], Size: 1, Config: { Labels: labels } },
    ...{ id: 'acme_shop', repository: 'acme/shop', version: '1', reference: 'acme/shop:1', owner: 'test' },
    ...{ folder, compose, platform, signal: new AbortController().signal },
  });
  // What was made to read it is gone, however it ended.
  await assembling.catch(() => {});
  expect([image.made, image.removed]).toEqual([['/containers/create'], ['/containers/helper']]);
  const { content, missingLabels } = await assembling;
  const found = await readdir(folder.path, { recursive: true, withFileTypes: true });
  const names = found.filter((each) => !each.isDirectory()).map((each) => join(each.parentPath, each.name));
  return {
    ...content,
    missingLabels,
    folder,
    names: names.map((name) => name.slice(folder.path.length)).sort(),
  };
}

describe('its page', () => {
  it.each([
    ['/ui', ['/ui/assets/app.js', '/ui/index.html']],
    ['ui', ['/ui/assets/app.js', '/ui/index.html']],
    ['./ui/', ['/ui/assets/app.js', '/ui/index.html']],
    ['/ui/assets', ['/ui/app.js']],
    [undefined, ['/ui/metadata.json', '/ui/ui/assets/app.js', '/ui/ui/index.html', '/ui/usr/lib/large']],
  ])('is all that is in %s, and nothing else of the image', async (root, names) => {
    const tab = { title: 'Shop', src: 'index.html?v0.4.0', ...(root !== undefined && { root }) };
    const extension = await assemble({ ui: { 'dashboard-tab': tab } });
    expect(extension).toMatchObject({ title: 'Shop', hasUi: true, names });
    expect(extension.metadata.ui?.['dashboard-tab']?.src).toBe('index.html?v0.4.0');
    expect(extension.abilities).toEqual([{ kind: 'page', title: 'Shop' }, { kind: 'docker-commands' }]);
    expect(extension).not.toHaveProperty('backend');
  });

  it('is not needed: then its label is its title, and its name where there is none', async () => {
    expect(await assemble({}, {}, { labels: { [EXTENSION_LABEL.title]: 'Of the label' } })).toMatchObject({
      ...{ title: 'Of the label', hasUi: false, abilities: [], names: [] },
    });
    expect((await assemble({ ui: { other: 1 } }, {})).title).toBe('acme/shop');
  });

  it('may have a socket named where that was named before; without containers it is none', async () => {
    const tab = { ...PAGE['dashboard-tab'], backend: { socket: 'old.sock', tcp: '9000' } };
    const metadata = { ui: { 'dashboard-tab': tab } };
    expect(await assemble(metadata)).not.toHaveProperty('backend');
    await rm(join(home, 'next'), { recursive: true });
    const { backend } = await assemble({ ...metadata, vm: { image: 'x' } });
    expect(backend).toMatchObject({
      socket: 'old.sock',
      socketContainer: 'acme_shop-desktop-extension-socket',
    });
    await rm(join(home, 'next'), { recursive: true });
    const vm = { image: 'x', exposes: { socket: 'new.sock' } };
    expect((await assemble({ ...metadata, vm })).backend?.socket).toBe('new.sock');
  });
});

describe('its icon', () => {
  const icons = { '/icon.svg': '<svg/>', '/art/icon.PNG': 'png', '/ui/index.html': '', '/notes.txt': 'x' };
  it.each([
    ['icon.svg', 'icon.svg'],
    ['/icon.svg', 'icon.svg'],
    ['art/icon.PNG', 'icon.png'],
    ['none.svg', undefined],
    ['notes.txt', undefined],
    ['https://example.com/icon.svg', undefined],
    ['../../icon.svg', 'icon.svg'],
    ['', undefined],
    [undefined, undefined],
  ])('%s is %s', async (icon, name) => {
    expect((await assemble({ icon, ui: PAGE }, icons)).icon).toBe(name);
  });
});

describe('its containers', () => {
  it.each([`\${DESKTOP_PLUGIN_IMAGE}`, 'other/image:2'])('are one of an image: %s', async (image) => {
    const { backend, abilities } = await assemble({ vm: { image, exposes: { socket: 's.sock' } } }, {});
    expect(backend).toEqual({
      project: 'acme_shop-desktop-extension',
      services: [{ name: 'service', containerName: 'acme_shop-desktop-extension-service' }],
      socket: 's.sock',
      socketContainer: 'acme_shop-desktop-extension-socket',
    });
    const name = image === 'other/image:2' ? image : 'acme/shop:1';
    expect(abilities).toMatchObject([{ kind: 'container', service: 'service', image: name }]);
  });

  it('are those of a compose file, in its order, without a socket where none is exposed', async () => {
    const services = { z: { image: `\${DESKTOP_PLUGIN_IMAGE}` }, a: { image: 'a' }, m: { image: 'm' } };
    const file = JSON.stringify({ version: '3', name: 'other', services });
    const { backend, folder } = await assemble(
      { vm: { composefile: 'deep/c.yaml' } },
      { '/deep/c.yaml': file },
    );
    expect(backend?.services.map(({ name }) => name)).toEqual(['z', 'a', 'm']);
    expect(backend).not.toHaveProperty('socket');
    expect(JSON.parse(await readFile(folder.compose, 'utf8'))).toMatchObject({ order: ['z', 'a', 'm'] });
  });
});

describe('its programs', () => {
  const host = {
    binaries: [
      { windows: [{ path: '/windows/tool.exe' }] },
      {
        darwin: [{ path: '/darwin/tool' }],
        linux: [{ path: '/linux/tool' }, { path: 'linux/t.properties' }],
      },
      {},
    ],
  };
  const files = {
    '/linux/tool': '#!/bin/sh\n',
    '/linux/t.properties': 'a=b',
    '/windows/tool.exe': 'MZ',
  };

  it.each<[NodeJS.Platform, string[]]>([
    ['linux', ['t.properties', 'tool']],
    ['win32', ['tool.exe']],
    ['freebsd', []],
  ])('are those for %s, in one folder, and can be run', async (platform, names) => {
    const { binaries, folder } = await assemble({ host }, files, { platform });
    expect(binaries.map(({ name }) => name).sort()).toEqual(names);
    for (const name of names) expect((await stat(join(folder.host, name))).mode & 0o777).toBe(0o755);
  });

  it('are refused where one is missing for this system alone', async () => {
    await expect(assemble({ host }, files, { platform: 'darwin' })).rejects.toMatchObject({
      code: 'extension_invalid',
      message: expect.stringContaining("no 'tool', a program that it names"),
    });
  });

  it('are found through links of the image, and never outside their folder', async () => {
    const binaries = [{ linux: [{ path: '/bin/link' }, { path: '/bin/..' }] }];
    const linked = { '/bin/link': { link: '../opt/tool' }, '/opt/tool': 'x' };
    expect((await assemble({ host: { binaries } }, linked)).names).toEqual(['/host/link']);
  });
});

it('has what its labels tell, and what a published one should have beside', async () => {
  const labels = {
    [EXTENSION_LABEL.title]: 'Title',
    [EXTENSION_LABEL.description]: 'Description',
    [EXTENSION_LABEL.vendor]: 'Vendor',
    [EXTENSION_LABEL.apiVersion]: '>= 0.3.4',
    [EXTENSION_LABEL.icon]: 'https://example.com/icon.svg',
    [EXTENSION_LABEL.screenshots]: '[{"alt":"a","url":"https://example.com/a.png"}]',
    [EXTENSION_LABEL.detailedDescription]: '<p>More</p>',
    [EXTENSION_LABEL.publisherUrl]: 'https://example.com/',
    [EXTENSION_LABEL.changelog]: '<ul><li>New</li></ul>',
    [EXTENSION_LABEL.additionalUrls]: '[{"title":"Docs","url":"https://example.com/docs"}]',
    [EXTENSION_LABEL.accountInfo]: 'required',
    [EXTENSION_LABEL.categories]: 'networking,volumes',
  };
  const extension = await assemble({ ui: PAGE }, FILES, { labels });
  expect(extension).toMatchObject({
    ...{ title: 'Shop', description: 'Description', vendor: 'Vendor', apiVersion: '>= 0.3.4' },
    missingLabels: [],
    details: {
      categories: ['networking', 'volumes'],
      screenshots: [{ alt: 'a', url: 'https://example.com/a.png' }],
      detailedDescription: '<p>More</p>',
      changelog: '<ul><li>New</li></ul>',
      publisherUrl: 'https://example.com/',
      needsAccount: true,
      links: [{ title: 'Docs', url: 'https://example.com/docs' }],
    },
  });
  await rm(join(home, 'next'), { recursive: true });
  expect((await assemble({ ui: PAGE })).missingLabels).toEqual(REQUIRED_LABELS);
});

describe('what is no extension is refused with why', () => {
  it.each<[string, unknown, string, TestImage?]>([
    ['no metadata', undefined, "it is no extension: its image has no '/metadata.json'"],
    ['metadata that are no JSON', '<html>', "its '/metadata.json' is no JSON"],
    ['metadata of a folder', undefined, 'it is no extension', { '/metadata.json/x': 'x' }],
    ['metadata without end', 'x'.repeat(1024 * 1024 + 1), 'has 1048577 bytes'],
    ['metadata that are null', 'null', "its '/metadata.json' is not as it has to be"],
    ['metadata that are a list', '[]', "its '/metadata.json' is not as it has to be"],
    ['a page without a title', { ui: { 'dashboard-tab': { src: 'x' } } }, 'ui["dashboard-tab"].title'],
    ['a page without a document', { ui: { 'dashboard-tab': { title: 'x' } } }, 'ui["dashboard-tab"].src'],
    ['a page that is text', { ui: 'index.html' }, 'ui'],
    ['programs that are no list', { host: { binaries: { linux: 'x' } } }, 'host.binaries'],
    ['a socket elsewhere', { vm: { image: 'x', exposes: { socket: '../x' } } }, 'is no name of a file'],
    ['a page that is not there', { ui: PAGE }, "its image has no '/ui'", {}],
    ['containers of nothing', { vm: {} }, 'neither an image nor a compose file'],
    ['a compose file that is missing', { vm: { composefile: 'c.yaml' } }, "its image has no '/c.yaml'"],
    [
      'a compose file without services',
      { vm: { composefile: 'c.yaml' } },
      'its compose file has no services',
      { '/c.yaml': 'services: {}' },
    ],
    [
      'a program of this computer for a service',
      { vm: { composefile: 'c.yaml' } },
      "its service 'a' is a program of this computer",
      { '/c.yaml': 'services: {a: {provider: {type: x}}}' },
    ],
  ])('%s', async (_, metadata, message, files = FILES) => {
    await expect(assemble(metadata, files)).rejects.toMatchObject({
      code: 'extension_invalid',
      message: expect.stringContaining(message),
    });
  });

  it('and what is only of before is taken', async () => {
    const before = { name: 'x', provider: 'y', 'desktop-plugin-version': '0.1', info: {}, ui: PAGE };
    const text = `\ufeff${JSON.stringify(before)}`;
    expect((await assemble(text)).title).toBe('Shop');
  });
});

it('what leads out of its page is left in the image', async () => {
  const { names } = await assemble(
    { ui: PAGE },
    { ...FILES, '/ui/up': { link: '../../../etc/passwd' }, '/ui/in': { link: 'index.html' } },
  );
  expect(names).toEqual(['/ui/assets/app.js', '/ui/in', '/ui/index.html']);
});
