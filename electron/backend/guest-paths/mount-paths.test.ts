import { describe, expect, it } from 'vitest';
import { toGuestPath } from '../../../vm/windows-path.ts';
import { namesFolders, translateMounts } from './mount-paths.ts';

describe('namesFolders', () => {
  it.each([
    ['POST', '/v1.47/containers/create?name=x', true],
    ['POST', '/containers/create', true],
    ['POST', '/v1.47/services/create', true],
    ['POST', '/v1.47/services/abc/update?version=3', true],
    ['POST', '/v1.47/volumes/create', true],
    ['GET', '/v1.47/containers/create', false],
    ['POST', '/v1.47/containers/create/x', false],
    ['POST', '/v1.47/images/create?fromImage=x', false],
    ['POST', '/build', false],
  ])('%s %s: %s', (method, target, expected) => {
    expect(namesFolders(method, target)).toBe(expected);
  });
});

describe('translateMounts', () => {
  const find = (source: string) => toGuestPath(source, 'pier');
  const translate = (body: unknown) => JSON.parse(translateMounts(JSON.stringify(body), find));

  it('changes the sources of binds and bind mounts, and no destination', () => {
    expect(
      translate({
        Image: 'alpine',
        Cmd: ['ls', 'C:\\x'],
        Volumes: { '/data': {} },
        HostConfig: {
          Binds: ['C:\\Users\\x:/w:ro', 'data:/data', '/var/run/docker.sock:/var/run/docker.sock', 'c:/data'],
          Mounts: [
            { Type: 'bind', Source: 'D:/code', Target: '/code' },
            { Type: 'volume', Source: 'c', Target: '/v' },
          ],
        },
      }),
    ).toEqual({
      Image: 'alpine',
      Cmd: ['ls', 'C:\\x'],
      Volumes: { '/data': {} },
      HostConfig: {
        Binds: ['/mnt/c/Users/x:/w:ro', 'data:/data', '/var/run/docker.sock:/var/run/docker.sock', 'c:/data'],
        Mounts: [
          { Type: 'bind', Source: '/mnt/d/code', Target: '/code' },
          { Type: 'volume', Source: 'c', Target: '/v' },
        ],
      },
    });
  });

  it('changes those of services and of volumes that are folders', () => {
    const mounts = (source: string) => ({
      TaskTemplate: { ContainerSpec: { Mounts: [{ Type: 'bind', Source: source }] } },
    });
    expect(translate(mounts('C:\\x'))).toEqual(mounts('/mnt/c/x'));
    const volume = (o: string, device: string) => ({
      Driver: 'local',
      DriverOpts: { type: 'none', device, o },
    });
    expect(translate(volume('bind', 'C:\\x'))).toEqual(volume('bind', '/mnt/c/x'));
    expect(translate(volume('addr=10.0.0.1', '//server/x'))).toEqual(volume('addr=10.0.0.1', '//server/x'));
  });

  it('reads names in any capitals, as the engine does', () => {
    expect(translate({ hostconfig: { MOUNTS: [{ type: 'bind', source: 'C:\\x' }] } })).toEqual({
      hostconfig: { MOUNTS: [{ type: 'bind', source: '/mnt/c/x' }] },
    });
  });

  it('leaves a body without folders as it is, to the byte', () => {
    const body = '{"Image": "a",\n "HostConfig":{"Memory":9223372036854771712, "Binds":null}}';
    expect(translateMounts(body, find)).toBe(body);
  });

  it('refuses what the guest cannot see, and says why', () => {
    expect(() => translate({ HostConfig: { Binds: ['\\\\server\\share:/w'] } })).toThrow(
      expect.objectContaining({ code: 'path_not_shared' }),
    );
    expect(() =>
      translate({ HostConfig: { Binds: ['//./pipe/docker_engine://./pipe/docker_engine'] } }),
    ).toThrow(/named pipe/);
  });
});
