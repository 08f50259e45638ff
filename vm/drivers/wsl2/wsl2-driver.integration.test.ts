import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { isAlive } from '../../is-alive.ts';
import type { RunningVm, VmSpec } from '../driver.ts';
import { type StandInControl, TestWslHome } from './test-wsl-home.ts';
import type { Wsl2Driver } from './wsl2-driver.ts';

const GIB = 1024 ** 3;
const spec: VmSpec = {
  cpus: 2,
  memoryBytes: 2 * GIB,
  diskLimitBytes: 8 * GIB,
  swapBytes: 0,
  hostname: 'pier',
};
const never = new AbortController().signal;
const homes: TestWslHome[] = [];
const machines: RunningVm[] = [];

afterEach(async () => {
  for (const vm of machines.splice(0)) await vm.kill().catch(() => {});
  for (const home of homes.splice(0)) home.remove();
});

function makeHome(control: StandInControl = {}): TestWslHome {
  const home = new TestWslHome(control);
  homes.push(home);
  return home;
}

async function start(driver: Wsl2Driver, of: Partial<VmSpec> = {}): Promise<RunningVm> {
  await driver.provision({ ...spec, ...of }, () => {}, never);
  const vm = await driver.start({ ...spec, ...of }, never);
  machines.push(vm);
  return vm;
}

const troubleOf = (vm: RunningVm) => {
  let trouble: unknown;
  vm.onTrouble((error) => {
    trouble = error;
  })();
  return trouble;
};

describe('the life of a machine', () => {
  it('is the same where wsl.exe speaks German and UTF-16', async () => {
    const home = makeHome({ language: 'de', encoding: 'utf-16' });
    const driver = home.driver();
    const checks = await driver.preflight();
    expect(checks.filter(({ ok }) => !ok)).toEqual([]);
    const vm = await start(driver);
    expect(await driver.inspect()).toBe('running');
    await vm.shutdown();
    expect(await vm.exited).toMatchObject({ clean: true, requested: true });
    expect(await driver.inspect()).toBe('stopped');
    expect(home.warnings).toEqual([]);
  });

  it('ends for another reason where a person shuts WSL down, and says so', async () => {
    const home = makeHome();
    const vm = await start(home.driver());
    await home.run('--shutdown');
    const exit = await vm.exited;
    expect(exit).toMatchObject({ requested: false, clean: false, remedied: false });
    expect(exit.lastLines.at(-1)).toMatch(/WSL was shut down as a whole/);
  });

  it('goes on where its wsl.exe alone is ended by somebody', async () => {
    const home = makeHome();
    const driver = home.driver();
    const vm = await start(driver);
    machines.pop();
    vm.release();
    const next = await home.driver().adopt();
    if (!next) throw new Error('It was not adopted.');
    machines.push(next);
    let isOver = false;
    void next.exited.then(() => {
      isOver = true;
    });
    await home.endAttendants();
    await expect.poll(() => home.attendants(), { timeout: 30_000 }).toHaveLength(1);
    expect(isOver).toBe(false);
    expect(await driver.inspect()).toBe('running');
  });

  it('is switched off in order where its backend is gone and none comes after', async () => {
    const home = makeHome();
    const ownerWatch = { waitSeconds: 0, file: home.ownerFile };
    const owner = () => (existsSync(home.ownerFile) ? Number(readFileSync(home.ownerFile, 'utf8')) : 0);
    try {
      const vm = await start(home.driver({ ownerWatch }));
      // What is released is asked for nothing any more.
      machines.pop();
      await expect.poll(owner, { timeout: 30_000 }).toBeGreaterThan(0);
      const first = owner();
      // Another backend: from here on the end of the first is none of the machine's.
      const next = await home.driver({ ownerWatch }).adopt();
      await expect.poll(() => [0, first].includes(owner()), { timeout: 30_000 }).toBe(false);
      vm.release();
      await expect.poll(() => isAlive(first), { timeout: 30_000 }).toBe(false);
      expect(await home.driver().inspect()).toBe('running');
      next?.release();
      await expect.poll(() => home.driver().inspect(), { timeout: 30_000 }).toBe('stopped');
    } finally {
      await home.run('--shutdown');
    }
  });

  it('does not begin where WSL fails, and tells why', async () => {
    const home = makeHome();
    const driver = home.driver();
    await driver.provision(spec, () => {}, never);
    home.control({
      fails: { '--distribution': 'HCS_E_HYPERV_NOT_INSTALLED' },
      contexts: { '--distribution': 'Service/CreateInstance/CreateVm/HCS' },
    });
    await expect(driver.start(spec, never)).rejects.toMatchObject({ code: 'virtualisation_off' });
    expect(await driver.inspect()).toBe('stopped');
  });
});

describe('distributions', () => {
  it('a system of another version takes the place of the one before, and the data stay', async () => {
    const home = makeHome();
    await home.driver().provision(spec, () => {}, never);
    const disk = (part: string) => join(home.files.vm.dir, 'wsl', part, 'ext4.vhdx');
    writeFileSync(disk('data'), 'all that containers have');
    writeFileSync(disk('system'), 'the system before');
    const titles: string[] = [];
    const next = home.driver({ ensureRootfs: () => home.rootfs('2') });
    await next.provision(spec, ({ title }) => titles.push(title), never);
    expect(titles).toEqual(['Replacing the system']);
    expect(readFileSync(disk('data'), 'utf8')).toBe('all that containers have');
    expect(readFileSync(disk('system'), 'utf8')).not.toBe('the system before');
  });

  it('data whose distribution was lost are taken again as they are', async () => {
    const home = makeHome();
    await home.driver().provision(spec, () => {}, never);
    const disk = join(home.files.vm.dir, 'wsl', 'data', 'ext4.vhdx');
    writeFileSync(disk, 'all that containers have');
    home.forget('pier-data');
    await home.driver().provision(spec, () => {}, never);
    expect(readFileSync(disk, 'utf8')).toBe('all that containers have');
    expect(Object.keys(home.distributions).sort()).toEqual(['pier', 'pier-data']);
  });

  it('data are removed alone, and begin empty', async () => {
    const home = makeHome();
    const driver = home.driver();
    await driver.provision(spec, () => {}, never);
    await driver.removeData();
    expect([Object.keys(home.distributions), await driver.inspect()]).toEqual([['pier'], 'absent']);
    await driver.provision({ ...spec, diskLimitBytes: GIB }, () => {}, never);
    expect(home.distributions['pier-data']?.size).toBe(GIB);
  });

  it('one of the same name that is somebody else’s is neither used nor removed', async () => {
    const home = makeHome();
    home.addDistribution('pier');
    const driver = home.driver();
    await expect(driver.provision(spec, () => {}, never)).rejects.toMatchObject({
      code: 'distribution_foreign',
      hint: expect.stringContaining('wsl --export pier'),
    });
    await driver.destroy();
    expect(Object.keys(home.distributions)).toEqual(['pier']);
  });

  it('an import that fails leaves the way open for the next', async () => {
    const home = makeHome({
      fails: { '--import': 'ERROR_DISK_FULL' },
      contexts: { '--import': 'Service/RegisterDistro' },
    });
    const driver = home.driver();
    await expect(driver.provision(spec, () => {}, never)).rejects.toMatchObject({ code: 'home_disk_full' });
    home.control({});
    await driver.provision(spec, () => {}, never);
    expect(await driver.inspect()).toBe('stopped');
  });

  it('an import that is cancelled leaves none', async () => {
    const home = makeHome({ slowMs: 60_000 });
    const driver = home.driver();
    const cancel = new AbortController();
    const provisioned = driver.provision(spec, () => {}, cancel.signal);
    await expect.poll(() => Object.keys(home.distributions), { timeout: 30_000 }).toEqual(['pier-data']);
    home.control({});
    cancel.abort(new Error('not wanted any more'));
    await expect(provisioned).rejects.toThrow('not wanted any more');
    expect(home.distributions).toEqual({});
  });

  it('an older WSL that does not limit disks runs machines all the same', async () => {
    const home = makeHome({ resizes: false });
    await start(home.driver());
    expect(home.warnings).toEqual([expect.stringMatching(/limit of the data could not be set/)]);
  });
});

describe('limits', () => {
  it('are written into .wslconfig and hold, where nothing else runs in WSL', async () => {
    const home = makeHome();
    const config = join(home.profile, '.wslconfig');
    writeFileSync(config, '[wsl2]\nnetworkingMode=mirrored\nmemory=6GB\n');
    const vm = await start(home.driver());
    // A person's own memory stays; what nobody had set is set.
    expect(home.vmConfig).toBe('[wsl2]\nnetworkingMode=mirrored\nmemory=6GB\nprocessors=2\nswap=0\n');
    expect(vm.spec).toMatchObject({ cpus: 2, memoryBytes: 6 * GIB });
    expect(troubleOf(vm)).toBeUndefined();
    await vm.kill();
    // A change in Pier is a wish.
    const next = await start(home.driver(), { memoryBytes: 3 * GIB });
    expect(home.vmConfig).toContain('memory=3072MB');
    expect(next.spec).toMatchObject({ memoryBytes: 3 * GIB });
    expect(readFileSync(`${config}.before-pier`, 'utf8')).toContain('memory=6GB');
  });

  it('wait for others that run, who are named and left alone', async () => {
    const home = makeHome();
    home.addDistribution('Ubuntu');
    const vm = await start(home.driver());
    await vm.kill();
    const stop = home.runDistribution('Ubuntu');
    const before = home.vmConfig;
    const next = await start(home.driver(), { cpus: 1 });
    expect(home.vmConfig).toBe(before);
    expect(troubleOf(next)).toMatchObject({
      code: 'limits_wait',
      message: expect.stringContaining('Ubuntu runs'),
      hint: expect.stringContaining('wsl --shutdown'),
    });
    // What it has is told, not what it will have.
    expect(next.spec).toMatchObject({ cpus: 2 });
    await next.kill();
    stop();
    const last = await start(home.driver(), { cpus: 1 });
    expect(home.vmConfig).toContain('processors=1');
    expect([troubleOf(last), last.spec?.cpus]).toEqual([undefined, 1]);
  });
});

describe('checks before a start', () => {
  const failed = async (control: StandInControl, wslConfig?: string) => {
    const home = makeHome(control);
    if (wslConfig) writeFileSync(join(home.profile, '.wslconfig'), wslConfig);
    const checks = await home.driver().preflight();
    return checks.filter(({ ok }) => !ok).map(({ id, fatal, error }) => [id, fatal, error?.code]);
  };

  it.each<[string, StandInControl, string | undefined, unknown[]]>([
    ['all is well', {}, undefined, []],
    ['WSL is not installed', { missing: true }, undefined, [['wsl', true, 'wsl_too_old']]],
    ['it is the one of Windows itself', { inbox: true }, undefined, [['wsl', true, 'wsl_too_old']]],
    ['it is old', { version: '1.2.5.0' }, undefined, [['wsl', true, 'wsl_too_old']]],
    ['Windows is old', { windows: '10.0.19041.1' }, undefined, [['windows', true, 'wsl_too_old']]],
    [
      'virtualisation is off, in German',
      { noVirtualisation: true, language: 'de' },
      undefined,
      [['virtualisation', true, 'virtualisation_off']],
    ],
    [
      'what listens in WSL is not reached',
      {},
      '[wsl2]\nlocalhostForwarding=false\n',
      [['wsl-localhost', true, 'capability_missing']],
    ],
    ['it is by another way', {}, '[wsl2]\nlocalhostForwarding=false\nnetworkingMode=Mirrored\n', []],
  ])('%s', async (_name, control, wslConfig, expected) => {
    expect(await failed(control, wslConfig)).toEqual(expected);
  });

  it('no wsl.exe at all', async () => {
    const home = makeHome();
    const driver = home.driver({ command: [join(home.profile, 'wsl.exe')] });
    const [first] = await driver.preflight();
    expect(first?.error).toMatchObject({ code: 'wsl_missing' });
    expect([await driver.inspect(), await driver.adopt()]).toEqual(['absent', undefined]);
    await driver.destroy();
    expect(existsSync(home.files.vm.dir)).toBe(false);
  });
});
