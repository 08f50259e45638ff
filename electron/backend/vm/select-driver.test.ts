import { describe, expect, it } from 'vitest';
import { pierFiles } from '../../../vm/files.ts';
import { silentLogger } from '../log/logger.ts';
import { defaultDriver, settingsSchema } from '../settings/settings.ts';
import { distributionName, selectDriver } from './select-driver.ts';
import { vmSpecOf } from './vm-spec.ts';

const GIB = 1024 ** 3;

const select = (settings: object, env: NodeJS.ProcessEnv) =>
  selectDriver({
    files: pierFiles('/h'),
    settings: settingsSchema.parse(settings),
    cacheDir: '/cache',
    log: silentLogger,
    env,
  });

describe('selectDriver', () => {
  it.each([
    [{}, {}, 'qemu'],
    [{}, { PIER_DRIVER: 'wsl2' }, 'wsl2'],
    [{ driver: 'wsl2' }, {}, 'wsl2'],
    [{ driver: 'fake' }, {}, 'fake'],
    [{ driver: 'fake' }, { PIER_DRIVER: 'qemu' }, 'qemu'],
    [{}, { PIER_DRIVER: 'fake', PIER_FAKE: '{"neverReady":true}' }, 'fake'],
    [{}, { PIER_DRIVER: 'external', PIER_ENGINE: 'unix:///var/run/docker.sock' }, 'external'],
    [{ driver: 'external', engine: 'tcp://h:1' }, {}, 'external'],
  ])('of settings %j and environment %j is %s', (settings, env, name) => {
    expect(select(settings, env).name).toBe(name);
  });

  it.each([
    [{}, { PIER_DRIVER: 'vmware' }],
    [{}, { PIER_DRIVER: 'external' }],
    [{}, { PIER_DRIVER: 'external', PIER_ENGINE: 'docker.sock' }],
    [{}, { PIER_DRIVER: 'fake', PIER_FAKE: '{' }],
  ])('of settings %j and environment %j is refused with a hint', (settings, env) => {
    expect(() => select(settings, env)).toThrow(
      expect.objectContaining({ code: 'bad_input', hint: expect.stringMatching(/./) }),
    );
  });
});

describe('by itself', () => {
  it.each([
    ['win32', 'wsl2'],
    ['linux', 'qemu'],
  ] as const)('%s has %s', (platform, name) => {
    expect(defaultDriver(platform)).toBe(name);
  });

  it('each installation has distributions of its own', () => {
    expect(distributionName('/home/x/.pier', '/home/x/.pier')).toBe('pier');
    expect(distributionName('/a', '/home/x/.pier')).toMatch(/^pier-[0-9a-f]{8}$/);
    expect(distributionName('/a', '/h')).not.toBe(distributionName('/b', '/h'));
  });
});

describe('vmSpecOf', () => {
  it('asks for no more cores than there are', () => {
    const settings = settingsSchema.parse({ cpus: 64 });
    expect(vmSpecOf(settings, 4).cpus).toBe(4);
    expect(vmSpecOf(settings, 128).cpus).toBe(64);
  });

  it('asks for no more memory than there is', () => {
    const settings = settingsSchema.parse({ memoryBytes: 32 * GIB });
    expect(vmSpecOf(settings, 4, 16 * GIB).memoryBytes).toBe(16 * GIB);
    expect(vmSpecOf(settings, 4, 64 * GIB).memoryBytes).toBe(32 * GIB);
  });
});
