import { describe, expect, it } from 'vitest';
import { isApiSupported, isNewerVersion, newestVersion } from './extension-api-version.ts';
import { extensionId, extensionReference, isNamed, parseExtensionReference } from './extension-id.ts';
import {
  extensionProject,
  firstContainerName,
  isExtensionImage,
  isOfExtension,
  missingLabels,
} from './extension-labels.ts';
import { extensionMetadata, hostBinaryPaths, hostPlatform, metadataFaults } from './extension-metadata.ts';

describe('names', () => {
  it.each([
    [
      'docker/volumes-backup-extension:1.1',
      'docker_volumes-backup-extension',
      'docker/volumes-backup-extension',
      '1.1',
    ],
    ['docker.io/docker/x', 'docker_x', 'docker/x', undefined],
    ['docker.io/library/x:2', 'x', 'x', '2'],
    ['ghcr.io/org/x@sha256:abc', 'ghcr.io_org_x', 'ghcr.io/org/x', 'sha256:abc'],
    ['host:5000/org/x:1', 'host_5000_org_x', 'host:5000/org/x', '1'],
    ['org_x', 'org_x', 'org_x', undefined],
  ])('%s', (reference, id, repository, version) => {
    expect(extensionId(reference)).toBe(id);
    expect(parseExtensionReference(reference)).toEqual({ repository, version });
  });

  it('mean one extension, though two may have the same id', () => {
    const extension = { id: 'a_b_c', repository: 'a_b/c' };
    expect(['a_b/c', 'a_b/c:1', 'docker.io/a_b/c', 'a_b_c'].every((name) => isNamed(extension, name))).toBe(
      true,
    );
    expect(['a/b_c', 'a/b_c:1', 'r.test/a_b/c'].some((name) => isNamed(extension, name))).toBe(false);
  });

  it('that extensions have written into their sources', () => {
    const project = 'docker_volumes-backup-extension-desktop-extension';
    expect(extensionProject('docker_volumes-backup-extension')).toBe(project);
    expect(firstContainerName('mochoa_sdw-docker-extension')).toBe(
      'mochoa_sdw-docker-extension-desktop-extension-service',
    );
    expect(extensionProject('ghcr.io_org_x')).toBe('ghcrio_org_x-desktop-extension');
    expect(extensionReference({ repository: 'a/b', version: '1' })).toBe('a/b:1');
    expect(extensionReference({ repository: 'a/b', version: 'sha256:1' })).toBe('a/b@sha256:1');
  });
});

describe('versions', () => {
  it.each([
    ['', true],
    ['0.3.0', true],
    ['0.4.2', true],
    ['0.5.0', false],
    ['1.0.0', false],
    ['>= 0.2.3', true],
    ['>=0.2.3', true],
    ['>= 1.4.7, < 2.0', false],
    ['>= 0.2, < 0.4', false],
    ['0.3', true],
    ['what is this', true],
  ])('API %s', (wanted, supported) => {
    expect(isApiSupported(wanted)).toBe(supported);
  });

  it.each([
    [['latest', '0.9.0', '0.10.0', 'main'], '0.10.0'],
    [['v1.2', 'v1.10.0', '2.0.0-rc.1'], 'v1.10.0'],
    [['2.0.0-rc.1', '2.0.0-rc.2', 'latest'], '2.0.0-rc.2'],
    [['main', 'latest'], 'latest'],
    [['main'], undefined],
    [[], undefined],
  ])('the newest of %j', (tags, newest) => {
    expect(newestVersion(tags)).toBe(newest);
  });
});

it.each([
  ['1.10.0', '1.9.0', true],
  ['v1.2', '1.2.0', false],
  ['1.2.0', '1.2.0-rc.1', true],
  ['latest', '1.0.0', false],
  ['1.0.0', 'latest', false],
])('%s is newer than %s: %s', (tag, than, isNewer) => {
  expect(isNewerVersion(tag, than)).toBe(isNewer);
});

describe('metadata', () => {
  const metadata = {
    icon: '/icon.svg',
    ui: { 'dashboard-tab': { title: 'T', src: 'index.html?v0.4.0', root: '/ui', backend: { tcp: '9000' } } },
    vm: { composefile: 'compose.yaml', exposes: { socket: 'a.sock' } },
    host: {
      binaries: [
        { windows: [{ path: '/windows/a.exe' }] },
        { darwin: [{ path: '/darwin/a' }], linux: [{ path: '/linux/a' }, { path: '/linux/a.properties' }] },
      ],
    },
  };

  it('is taken as far as it is understood', () => {
    expect(extensionMetadata.parse({ ...metadata, name: 'old', provider: 'me' })).toMatchObject({
      ui: { 'dashboard-tab': { src: 'index.html?v0.4.0' } },
      vm: metadata.vm,
    });
    expect(extensionMetadata.parse({})).toEqual({});
  });

  it('has programs of this system alone, from elements that lack some', () => {
    const taken = extensionMetadata.parse(metadata);
    expect(hostBinaryPaths(taken, 'linux')).toEqual(['/linux/a', '/linux/a.properties']);
    expect(hostBinaryPaths(taken, hostPlatform('win32'))).toEqual(['/windows/a.exe']);
    expect(hostBinaryPaths({}, 'darwin')).toEqual([]);
    expect(hostBinaryPaths(taken, hostPlatform('aix'))).toEqual([]);
  });

  it('is refused by a validation where it has more, or less', () => {
    expect(metadataFaults({ icon: 'a.svg', name: 'old' })).toEqual([
      'metadata.json: (root): Additional property name is not allowed',
    ]);
    expect(metadataFaults({ icon: 'a.svg', vm: { image: 'a', composefile: 'b' } })).toEqual([
      'metadata.json: vm: has one of image and composefile',
    ]);
    expect(metadataFaults({ icon: 'a.svg', vm: metadata.vm, host: metadata.host })).toEqual([]);
    // As the smallest samples of the SDK have it.
    expect(metadataFaults({ ui: { 'dashboard-tab': { title: 'A', src: 'a.html' } } })).toEqual([]);
    expect(metadataFaults({ ui: { 'dashboard-tab': { title: 'A' } } })).toHaveLength(1);
  });

  it('no socket leads out of its folder', () => {
    expect(() => extensionMetadata.parse({ vm: { image: 'a', exposes: { socket: '../../x' } } })).toThrow();
  });
});

it('labels tell what is an extension, and what belongs to one', () => {
  expect(isExtensionImage({ 'com.docker.desktop.extension.api.version': '' })).toBe(true);
  expect(isExtensionImage(null)).toBe(false);
  expect(missingLabels({ 'com.docker.desktop.extension.icon': '' })).toHaveLength(8);
  expect(isOfExtension({ 'com.docker.desktop.extension': 'true' })).toBe(true);
  expect(isOfExtension({ 'com.docker.compose.project': 'a_b-desktop-extension' })).toBe(true);
  expect(isOfExtension({ 'com.docker.compose.project': 'web' })).toBe(false);
});
