import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Task } from '../../../shared/contract/tasks.ts';
import { pierFiles } from '../../../vm/files.ts';
import { silentLogger } from '../log/logger.ts';
import { loadSettings } from '../settings/settings.ts';
import { SettingsBook } from '../settings/settings-book.ts';
import { TaskRegistry } from '../tasks/task-registry.ts';
import { type TestSupervisor, testSupervisor } from '../vm/test-supervisor.ts';
import { finishFactoryReset, removeInstallation } from './factory-reset.ts';
import { MachineData } from './machine-data.ts';
import { type KeptSnapshot, SnapshotBook } from './snapshot-book.ts';
import { sha256Of, writeTestDisk } from './test-disk.ts';

const GIB = 1024 ** 3;
const FAILURE = { code: 'guest_failed', message: 'Mount the disk: it is damaged.', hint: 'h' } as const;

let home: string;
let files: ReturnType<typeof pierFiles>;
let disk: string;
let machine: TestSupervisor;
let tasks: TaskRegistry;
let settings: SettingsBook;
let data: MachineData;
let forgotten: number;
let erased = 0;
const never = () => Promise.reject(new Error('The keychain refuses.'));

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-data-'));
  files = pierFiles(home);
  for (const dir of [files.vm.dir, files.run.dir, files.logs.dir]) mkdirSync(dir);
  disk = files.vm.dataDisk;
  await writeTestDisk(disk);
  forgotten = 0;
  erased = 0;
  machine = testSupervisor();
  await open();
  await machine.supervisor.init();
});
afterEach(() => {
  data.dispose();
  rmSync(home, { recursive: true });
});

async function open(): Promise<void> {
  data?.dispose();
  tasks = new TaskRegistry({ log: silentLogger });
  const loaded = await loadSettings(files.settings);
  settings = new SettingsBook({ path: files.settings, settings: loaded.settings, dataDisk: disk });
  data = new MachineData({
    supervisor: machine.supervisor,
    tasks,
    settings,
    files,
    dataDisk: () => disk,
    version: '1.2.3',
    log: silentLogger,
    forget: async () => {
      forgotten += 1;
    },
    eraseLogins: async () => {
      erased += 1;
    },
  });
  await data.recover();
}

const ended = async (started: Promise<{ taskId: string }>): Promise<Task> =>
  tasks.ended((await started).taskId);
const kind = () => machine.supervisor.status().state.kind;
/** What is in the machine's folder beside the disk itself and snapshots. */
const leftovers = () => readdirSync(files.vm.dir).filter((name) => !['data.raw', 'snapshots'].includes(name));

describe('the place of the data disk', () => {
  it('is another folder after a task that stops the engine and starts it again', async () => {
    const folder = join(home, 'elsewhere');
    mkdirSync(folder);
    const content = await sha256Of(disk);
    await machine.supervisor.start();
    const task = await ended(data.moveDisk(folder));
    expect(task).toMatchObject({ state: 'done', kind: 'disk-move', subject: folder });
    expect(machine.kinds.slice(-4)).toEqual(['stopping', 'stopped', 'starting', 'running']);
    expect(await data.state()).toMatchObject({ place: { folder, ownFolder: files.vm.dir } });
    expect(await sha256Of(disk)).toBe(content);
    await expect(data.moveDisk(folder)).rejects.toMatchObject({ code: 'bad_input' });
  });
});

describe('snapshots', () => {
  it('stop the engine, copy the disk, and start it again; time and space are told', async () => {
    await machine.supervisor.start();
    const task = await ended(data.createSnapshot('before the update'));
    expect([task.state, task.error]).toEqual(['done', undefined]);
    expect(task.status).toMatch(/^(Copied|Cloned) in \d+\.\d s; the engine was away for \d+\.\d s$/);
    expect(kind()).toBe('running');
    expect(machine.kinds.slice(1)).toEqual([
      'starting',
      'running',
      'stopping',
      'stopped',
      'starting',
      'running',
    ]);
    const [snapshot] = (await data.state()).snapshots;
    expect(snapshot).toMatchObject({ name: 'before the update', missing: false, diskBytes: 64 * 1024 ** 2 });
    expect(snapshot?.allocatedBytes).toBeGreaterThan(4 * 1024 ** 2);
    expect(snapshot?.tookMs).toBeGreaterThanOrEqual(0);
    // Also for the next backend.
    await open();
    expect((await data.state()).snapshots).toEqual([snapshot]);
  });

  it('leave a stopped engine stopped, and have names of their own', async () => {
    await ended(data.createSnapshot('a'));
    expect(kind()).toBe('stopped');
    await expect(data.createSnapshot('a')).rejects.toMatchObject({ code: 'snapshot_name_taken' });
  });

  it('come back in place of the present data, and stay', async () => {
    const before = await sha256Of(disk);
    await ended(data.createSnapshot('a'));
    await writeTestDisk(disk, 2);
    const [snapshot] = (await data.state()).snapshots;
    const task = await ended(data.restoreSnapshot(snapshot?.id ?? ''));
    expect([task.state, task.error]).toEqual(['done', undefined]);
    expect(await sha256Of(disk)).toBe(before);
    expect(kind()).toBe('running');
    expect(leftovers()).toEqual([]);
    expect((await data.state()).snapshots).toHaveLength(1);
  });

  it('whose data do not start leave what was there before', async () => {
    await ended(data.createSnapshot('bad'));
    await writeTestDisk(disk, 2);
    const present = await sha256Of(disk);
    machine.script.guestFails = FAILURE;
    const [snapshot] = (await data.state()).snapshots;
    const task = await ended(data.restoreSnapshot(snapshot?.id ?? ''));
    expect(task.state).toBe('failed');
    expect(task.error?.message).toBe(
      'Mount the disk: it is damaged. The data that were there before are back.',
    );
    expect(await sha256Of(disk)).toBe(present);
    expect(leftovers()).toEqual([]);
  });

  it('are deleted with their space; one whose file is gone says so', async () => {
    await ended(data.createSnapshot('a'));
    const [snapshot] = (await data.state()).snapshots;
    const { id = '', path = '' } = snapshot ?? {};
    rmSync(path);
    expect((await data.state()).snapshots).toMatchObject([{ missing: true }]);
    expect((await ended(data.restoreSnapshot(id))).error?.code).toBe('snapshot_not_found');
    await data.deleteSnapshot(id);
    expect((await data.state()).snapshots).toEqual([]);
    await expect(data.deleteSnapshot(id)).rejects.toMatchObject({ code: 'snapshot_not_found' });
  });

  it('leave no half file behind, also where Pier was ended while one was made', async () => {
    await ended(data.createSnapshot('kept'));
    const folder = join(files.vm.dir, 'snapshots');
    writeFileSync(join(folder, 'half.raw.part'), 'x');
    await open();
    expect(readdirSync(folder)).toHaveLength(1);
    expect((await data.state()).snapshots).toMatchObject([{ name: 'kept', missing: false }]);
  });

  it('are not forgotten where one is deleted while another is made', async () => {
    await ended(data.createSnapshot('old'));
    const [old] = (await data.state()).snapshots;
    const book = new SnapshotBook({ path: files.snapshots, log: silentLogger });
    const made = { ...(await book.all())[0], id: 'new', name: 'new' } as KeptSnapshot;
    await Promise.all([book.add(made), book.remove(old?.id ?? '')]);
    const read = new SnapshotBook({ path: files.snapshots, log: silentLogger });
    expect((await read.all()).map(({ id }) => id)).toEqual(['new']);
  });

  it('of a newer Pier stay as they are: its list is not written over', async () => {
    const newer = JSON.stringify({ version: 2, snapshots: [{ id: 'x', layers: [] }] });
    writeFileSync(files.snapshots, newer);
    await open();
    expect((await data.state()).snapshots).toEqual([]);
    await expect(data.createSnapshot('a')).rejects.toMatchObject({ code: 'snapshots_newer' });
    expect(readFileSync(files.snapshots, 'utf8')).toBe(newer);
    expect(readdirSync(files.vm.dir)).toEqual(['data.raw']);
  });

  it('whose list is damaged begin a new one, and the damaged one is kept aside', async () => {
    writeFileSync(files.snapshots, '{"version":1,"snap');
    await open();
    expect((await ended(data.createSnapshot('a'))).state).toBe('done');
    expect(readdirSync(home).filter((name) => name.startsWith('snapshots.json.broken-'))).toHaveLength(1);
  });

  it('leave an engine stopped that somebody stopped while they were made', async () => {
    await machine.supervisor.start();
    const unsubscribe = machine.supervisor.onChange(() => {
      if (kind() !== 'stopped') return;
      unsubscribe();
      void machine.supervisor.stop({ force: false });
    });
    expect((await ended(data.createSnapshot('a'))).state).toBe('done');
    expect(kind()).toBe('stopped');
  });

  it('leave an engine paused that a person had paused, before a copy and before other data', async () => {
    await machine.supervisor.start();
    await machine.supervisor.pause('person');
    await ended(data.createSnapshot('a'));
    expect(machine.supervisor.status().state).toMatchObject({ kind: 'paused', by: 'person' });
    const [snapshot] = (await data.state()).snapshots;
    expect((await ended(data.restoreSnapshot(snapshot?.id ?? ''))).state).toBe('done');
    expect(machine.supervisor.status().state).toMatchObject({ kind: 'paused', by: 'person' });
    expect(leftovers()).toEqual([]);
  });

  it('need a disk', async () => {
    rmSync(disk);
    await expect(data.createSnapshot('a')).rejects.toMatchObject({ code: 'data_disk_unusable' });
  });
});

describe('export and import', () => {
  it('raise the disk limit where the data are of a larger disk', async () => {
    truncateSync(disk, 5 * GIB);
    const to = join(home, 'all.tar.gz');
    await ended(data.export(to));
    rmSync(disk);
    await settings.change({ diskLimitBytes: 4 * GIB });
    expect((await ended(data.import(to))).state).toBe('done');
    expect(settings.current.diskLimitBytes).toBe(5 * GIB);
  });

  it('that Pier did not live to finish leave nothing, and nothing else is removed', async () => {
    const mine = join(home, 'mine.tar.gz.part');
    const half = join(home, 'all.tar.gz.0a1b2c3d.part');
    for (const path of [mine, half]) writeFileSync(path, 'x');
    writeFileSync(files.vm.export, JSON.stringify({ path: half }));
    await open();
    expect([existsSync(half), existsSync(mine), leftovers()]).toEqual([false, true, []]);
    writeFileSync(files.vm.export, 'damaged');
    await open();
    expect(leftovers()).toEqual([]);
  });

  it('bring all data back', async () => {
    const before = await sha256Of(disk);
    const to = join(home, 'all.tar.gz');
    expect((await ended(data.export(to))).state).toBe('done');
    rmSync(disk);
    const task = await ended(data.import(to));
    expect([task.state, task.error]).toEqual(['done', undefined]);
    expect(await sha256Of(disk)).toBe(before);
    expect(leftovers()).toEqual([]);
  });

  it('refuse a damaged file without touching the engine or its disk', async () => {
    await machine.supervisor.start();
    const before = await sha256Of(disk);
    const bad = join(home, 'bad.tar.gz');
    writeFileSync(bad, 'no');
    const task = await ended(data.import(bad));
    expect(task.error?.code).toBe('data_export_invalid');
    expect(machine.kinds).toEqual(['stopped', 'starting', 'running']);
    expect(await sha256Of(disk)).toBe(before);
    expect(leftovers()).toEqual([]);
  });

  it.skipIf(process.getuid?.() !== 0)(
    'on a full disk tell so, leave nothing, and start the engine again',
    async () => {
      await machine.supervisor.start();
      const small = join(home, 'small');
      mkdirSync(small);
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'pier-test', small]);
      try {
        const task = await ended(data.export(join(small, 'all.tar.gz')));
        expect(task.error?.code).toBe('home_disk_full');
        expect(task.error?.message).toMatch(/needs .* and .* are free/);
        expect(readdirSync(small)).toEqual([]);
        expect(kind()).toBe('running');
      } finally {
        execFileSync('umount', [small]);
      }
    },
  );
});

describe('work with the data', () => {
  it('is one at a time: two would write to the same file', async () => {
    const to = join(home, 'all.tar.gz');
    await ended(data.export(to));
    const first = data.import(to);
    await expect(data.import(to)).rejects.toMatchObject({
      code: 'machine_busy',
      message: "Cannot start 'Import all engine data': 'Import all engine data' is not done yet.",
    });
    expect((await ended(first)).state).toBe('done');
    expect((await ended(data.createSnapshot('after'))).state).toBe('done');
  });

  it('that cannot take the place of the data leaves them, and nothing of its own', async () => {
    const to = join(home, 'all.tar.gz');
    await ended(data.export(to));
    await writeTestDisk(disk, 2);
    const before = await sha256Of(disk);
    let letGo = () => {};
    const held = machine.supervisor.whileStopped(
      'somebody has its disk',
      () =>
        new Promise<void>((resolve) => {
          letGo = resolve;
        }),
    );
    const task = await ended(data.import(to));
    expect(task.error?.code).toBe('machine_busy');
    expect([await sha256Of(disk), leftovers()]).toEqual([before, []]);
    letGo();
    await held;
  });
});

describe('an exchange that was cut short', () => {
  it('is confirmed by the first start that succeeds', async () => {
    writeFileSync(`${disk}.previous`, 'before');
    await open();
    expect((await data.state()).keptBytes).toBeGreaterThan(0);
    await machine.supervisor.start();
    await expect.poll(leftovers).toEqual([]);
  });

  it('waits for a start that comes to the disk: one that fails before tells nothing of it', async () => {
    writeFileSync(`${disk}.previous`, 'before');
    await open();
    machine.script.checkFails = { code: 'qemu_missing', message: 'No QEMU.', hint: 'h' };
    await machine.supervisor.start().catch(() => {});
    expect([kind(), leftovers()]).toEqual(['failed', ['data.raw.previous']]);
    delete machine.script.checkFails;
    await machine.supervisor.start();
    await expect.poll(leftovers).toEqual([]);
  });

  it('is taken back by one that fails', async () => {
    const good = await sha256Of(disk);
    execFileSync('cp', [disk, `${disk}.previous`]);
    await writeTestDisk(disk, 9);
    await open();
    machine.script.guestFails = FAILURE;
    await machine.supervisor.start().catch(() => {});
    await expect.poll(leftovers).toEqual([]);
    expect(await sha256Of(disk)).toBe(good);
  });
});

describe('resets', () => {
  it('clean the data: the disk goes, settings and snapshots stay', async () => {
    await settings.change({ portBindAddress: '0.0.0.0' });
    await machine.supervisor.start();
    await ended(data.createSnapshot('kept'));
    const task = await ended(data.clean());
    expect([task.state, existsSync(disk), kind()]).toEqual(['done', false, 'running']);
    expect((await data.state()).snapshots).toHaveLength(1);
    expect(settings.current.portBindAddress).toBe('0.0.0.0');
  });

  it('set the settings back, and keep a copy', async () => {
    expect(await settings.reset()).toBeUndefined();
    await settings.change({ portBindAddress: '0.0.0.0' });
    const copy = await settings.reset();
    expect(settings.current.portBindAddress).toBe('127.0.0.1');
    expect((await loadSettings(copy ?? '')).settings.portBindAddress).toBe('0.0.0.0');
  });

  it('remove everything, wherever snapshots are', async () => {
    await settings.change({ portBindAddress: '0.0.0.0' });
    await ended(data.createSnapshot('gone'));
    const [snapshot] = (await data.state()).snapshots;
    const task = await ended(data.factoryReset());
    expect([task.state, task.error]).toEqual(['done', undefined]);
    expect(kind()).toBe('absent');
    expect(readdirSync(home).sort()).toEqual(['logs', 'run']);
    expect(existsSync(snapshot?.path ?? '')).toBe(false);
    expect([settings.current.portBindAddress, forgotten, erased]).toEqual(['127.0.0.1', 1, 1]);
    expect((await data.state()).snapshots).toEqual([]);
  });

  it('that are cut short are finished by the next start', async () => {
    await settings.change({ portBindAddress: '0.0.0.0' });
    const elsewhere = join(home, 'elsewhere.raw');
    writeFileSync(elsewhere, 'x');
    writeFileSync(files.factoryReset, JSON.stringify({ remove: [elsewhere, files.settings, disk] }));
    let logins = 2;
    const erase = async () => {
      logins = 0;
    };
    expect(await finishFactoryReset(files, erase)).toEqual({ found: true, failure: undefined });
    expect(logins).toBe(0);
    expect([elsewhere, files.settings, disk, files.factoryReset].filter((path) => existsSync(path))).toEqual(
      [],
    );
    expect(await finishFactoryReset(files, never)).toEqual({ found: false });
  });

  it('that cannot remove one thing remove the rest, and are not finished by a later start', async () => {
    writeFileSync(files.credentials, 'x');
    writeFileSync(files.settings, 'x');
    expect(await removeInstallation(files, ['/proc/version'], async () => {})).toMatchObject({
      code: 'home_not_writable',
    });
    expect(readdirSync(home).sort()).toEqual(['logs', 'run']);
    expect(await finishFactoryReset(files, never)).toEqual({ found: false });
    // Nor do they keep Pier from starting.
    writeFileSync(files.factoryReset, JSON.stringify({ remove: ['/proc/version', files.credentials] }));
    expect(await finishFactoryReset(files, never)).toMatchObject({
      found: true,
      failure: new Error('The keychain refuses.'),
    });
    expect(existsSync(files.credentials)).toBe(false);
    expect(existsSync(files.factoryReset)).toBe(false);
  });
});
