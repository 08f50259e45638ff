import { afterEach, expect, it } from 'vitest';
import type { UpdateRelease, UpdateState } from '../../../shared/contract/updates.ts';
import { AppError } from '../../../shared/errors.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../../backend/log/logger.ts';
import type { Updater } from './updater.ts';
import { Updates, type UpdatesOptions } from './updates.ts';
import type { UpdatesFile } from './updates-file.ts';

const release: UpdateRelease = { version: '1.1.0', notes: 'Notes', sizeBytes: 100 };
const open: Updates[] = [];

afterEach(() => {
  for (const updates of open.splice(0)) updates.dispose();
});

async function world(options: { kept?: UpdatesFile; possible?: boolean; settings?: object } = {}) {
  const settingsChanged = new Emitter<unknown>();
  const containersChanged = new Emitter<void>();
  const settings = {
    current: {
      updateChannel: 'stable',
      checkForUpdates: false,
      downloadUpdates: false,
      ...options.settings,
    } as UpdatesOptions['settings']['current'],
    onChange: (listener: (now: never) => void) => settingsChanged.on(listener as () => void),
  };
  const done: string[] = [];
  const steps = {
    found: release as UpdateRelease | undefined,
    check: async (): Promise<void> => {},
    download: async (_signal: AbortSignal): Promise<void> => {},
    verify: async (): Promise<void> => {},
    install: async (): Promise<void> => {},
  };
  const updater: Updater = {
    async check(channel) {
      done.push(`check ${channel}`);
      await steps.check();
      return steps.found;
    },
    async download(onProgress, signal) {
      done.push('download');
      onProgress({ receivedBytes: 50, totalBytes: 100, bytesPerSecond: 10 });
      await steps.download(signal);
    },
    async verify() {
      await steps.verify();
    },
    async install() {
      done.push('install');
      await steps.install();
    },
  };
  const computer = { running: 0 as number | undefined, busy: false, quits: true, kept: options.kept };
  let last: ((endedWell: boolean) => Promise<void>) | undefined;
  const updates = await Updates.open({
    possibility: options.possible === false ? { reason: 'package', detail: 'deb' } : { way: 'appimage' },
    updater: options.possible === false ? undefined : updater,
    version: '1.0.0',
    settings,
    containers: {
      running: () => computer.running,
      isBusy: () => computer.busy,
      onChange: (listener) => containersChanged.on(listener),
    },
    file: {
      read: async () => computer.kept,
      write: async (kept) => {
        computer.kept = kept;
      },
    },
    log: silentLogger,
    quit(then) {
      done.push('quit');
      last = then;
      return computer.quits;
    },
    relaunch: () => done.push('relaunch'),
    quietMs: 5,
    firstLookMs: 5,
  });
  open.push(updates);
  const seen: UpdateState['kind'][] = [];
  const until = (kind: UpdateState['kind']) =>
    expect.poll(() => updates.state().update.kind, { interval: 2 }).toBe(kind);
  updates.onChange(() => {
    const { kind } = updates.state().update;
    if (seen.at(-1) !== kind) seen.push(kind);
  });
  return {
    updates,
    computer,
    steps,
    done,
    seen,
    until,
    update: () => updates.state().update,
    set(change: object) {
      Object.assign(settings.current, change);
      settingsChanged.emit(settings.current);
    },
    run(count: number | undefined) {
      computer.running = count;
      containersChanged.emit();
    },
    /** The process ends: its last. */
    end: (endedWell = true) => last?.(endedWell),
  };
}

/** A version that is downloaded. */
async function ready(options: Parameters<typeof world>[0] = {}) {
  const made = await world(options);
  await made.updates.check();
  made.updates.download();
  await made.until('ready');
  return made;
}

it('says why a copy does not update itself, and does nothing', async () => {
  const { updates, update } = await world({ possible: false });
  expect(update()).toEqual({ kind: 'unavailable', reason: 'package', detail: 'deb' });
  await updates.check();
  expect(update().kind).toBe('unavailable');
});

it('goes from looking to installing as a person says', async () => {
  const { updates, update, seen, computer, until, done, end } = await world();
  await updates.check();
  expect(update()).toEqual({ kind: 'available', release });
  expect(computer.kept?.checkedAt).toBe(updates.state().checkedAt);
  updates.download();
  await until('ready');
  await updates.restart(0);
  expect(update()).toEqual({ kind: 'installing', release });
  expect(computer.kept?.attempt).toEqual({ version: '1.1.0', from: '1.0.0' });
  expect(done).toEqual(['check stable', 'download', 'quit']);
  await end();
  expect(done.at(-1)).toBe('install');
  expect(seen).toEqual(['checking', 'available', 'downloading', 'ready', 'installing']);
});

it('knows nothing newer', async () => {
  const { updates, steps, update } = await world();
  steps.found = undefined;
  await updates.check();
  expect(update()).toEqual({ kind: 'idle', isNewest: true });
});

it('downloads by itself what it found, where that is set', async () => {
  const { updates, until, set, done } = await world();
  await updates.check();
  set({ downloadUpdates: true });
  await until('ready');
  expect(done).toEqual(['check stable', 'download']);
  const other = await world({ settings: { downloadUpdates: true } });
  await other.updates.check();
  await other.until('ready');
});

it('looks by itself where that is set, and not again at once', async () => {
  const looking = await world({ settings: { checkForUpdates: true } });
  await looking.until('available');
  // What an earlier start found, and may have downloaded, is looked for again.
  const known = await world({
    settings: { checkForUpdates: true },
    kept: { version: 1, checkedAt: Date.now() - 1000 },
  });
  expect(known.update()).toEqual({ kind: 'idle', isNewest: false });
  await known.until('available');
  const off = await world();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect([...known.done, ...off.done]).toEqual(['check stable']);
});

it('is offline, or fails, with what to do', async () => {
  const { updates, steps, update } = await world();
  steps.check = async () => {
    throw new AppError('update_offline', 'Look for updates: no.', 'Go online.');
  };
  await updates.check();
  expect(update()).toEqual({ kind: 'offline' });
  steps.check = async () => {
    throw new AppError('update_refused', 'Look for updates: it is not signed.', 'Tell.');
  };
  await updates.check();
  expect(update()).toMatchObject({
    kind: 'failed',
    step: 'check',
    error: { code: 'update_refused', hint: 'Tell.' },
  });
  expect(updates.state().checkedAt).toBeUndefined();
});

it('cancels a download, and begins it again', async () => {
  const { updates, steps, until, update } = await world();
  steps.download = (signal) =>
    new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  await updates.check();
  updates.download();
  expect(update()).toMatchObject({
    kind: 'downloading',
    receivedBytes: 50,
    totalBytes: 100,
    bytesPerSecond: 10,
  });
  updates.cancel();
  await until('available');
  steps.download = async () => {
    throw new AppError('update_server_failed', 'Download the update: no.', 'Later.');
  };
  updates.download();
  await until('failed');
  expect(update()).toMatchObject({ step: 'download', release });
  steps.download = async () => {};
  updates.download();
  await until('ready');
});

it('does not lose what is ready to a check that fails, and sees what is newer still', async () => {
  const { updates, steps, update } = await ready();
  steps.check = async () => {
    throw new AppError('update_offline', '', '');
  };
  await updates.check();
  expect(update().kind).toBe('ready');
  steps.check = async () => {};
  await updates.check();
  expect(update().kind).toBe('ready');
  steps.found = { ...release, version: '1.2.0' };
  await updates.check();
  expect(update()).toMatchObject({ kind: 'available', release: { version: '1.2.0' } });
});

it('forgets what is of another channel', async () => {
  const { updates, set, steps, until, done, update } = await ready();
  steps.found = undefined;
  set({ updateChannel: 'beta', checkForUpdates: true });
  await until('idle');
  expect(done).toContain('check beta');
  updates.download();
  expect(update().kind).toBe('idle');
});

it('stops no containers that a person was not asked about', async () => {
  const { updates, run, update, done } = await ready();
  run(3);
  expect(updates.state().running).toBe(3);
  for (const agreed of [0, 2]) {
    await expect(updates.restart(agreed)).rejects.toMatchObject({ code: 'containers_running' });
  }
  run(undefined);
  await expect(updates.restart(3)).rejects.toMatchObject({ code: 'containers_running' });
  expect(update().kind).toBe('ready');
  expect(done).not.toContain('quit');
  await updates.restart('unknown');
  expect(done).toContain('quit');
});

it('counts again after it looked at the file, which takes a while', async () => {
  const { updates, run, steps, done } = await ready();
  steps.verify = async () => run(1);
  await expect(updates.restart(0)).rejects.toMatchObject({ code: 'containers_running' });
  expect(done).not.toContain('quit');
});

it('waits until nothing runs, and for a while', async () => {
  const { updates, run, computer, update, done, until } = await ready();
  run(2);
  updates.postpone();
  run(0);
  // Somebody restarts one.
  run(1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(update().kind).toBe('postponed');
  updates.unpostpone();
  run(0);
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(update().kind).toBe('ready');
  computer.busy = true;
  updates.postpone();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(update().kind).toBe('postponed');
  computer.busy = false;
  await until('installing');
  expect(done.filter((each) => each === 'quit')).toHaveLength(1);
});

it('waits on where a container starts at the last moment', async () => {
  const { updates, run, steps, done, until } = await ready();
  let looked = 0;
  steps.verify = async () => {
    looked += 1;
    if (looked === 1) run(1);
  };
  updates.postpone();
  await expect.poll(() => looked).toBe(1);
  run(0);
  await until('installing');
  expect(looked).toBe(2);
  expect(done.filter((each) => each === 'quit')).toHaveLength(1);
});

it('installs nothing that was changed since', async () => {
  const { updates, steps, update, done } = await ready();
  steps.verify = async () => {
    throw new AppError('update_refused', 'Install the update: it was changed.', 'Again.');
  };
  await expect(updates.restart(0)).rejects.toMatchObject({ code: 'update_refused' });
  expect(update()).toMatchObject({ kind: 'failed', step: 'install', release });
  expect(done).not.toContain('quit');
});

it('is ready as before where a quit is under way already', async () => {
  const { updates, computer, update } = await ready();
  computer.quits = false;
  await updates.restart(0);
  expect(update().kind).toBe('ready');
});

it.each<[string, boolean, () => Promise<void>, string[]]>([
  [
    'cannot be installed',
    true,
    async () => {
      throw new AppError('update_failed', 'Install the update: the disk is full.', 'Make room.');
    },
    ['install', 'relaunch'],
  ],
  ['is not installed after an end that went wrong', false, async () => {}, ['relaunch']],
])('comes back as it was where the update %s, and says so', async (_, endedWell, install, expected) => {
  const { updates, steps, computer, done, end } = await ready();
  steps.install = install;
  await updates.restart(0);
  await end(endedWell);
  expect(done.slice(3)).toEqual(expected);
  const { kept } = computer;
  const after = await world({ ...(kept && { kept }), settings: { checkForUpdates: true } });
  expect(after.update()).toMatchObject({ kind: 'failed', step: 'install', error: { code: 'update_failed' } });
  expect(after.computer.kept?.attempt).toBeUndefined();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(after.update().kind).toBe('failed');
});

it('tells that it is a newer version, once', async () => {
  const { updates, computer } = await world({
    kept: { version: 1, attempt: { version: '1.0.0', from: '0.9.0' } },
  });
  expect(updates.state()).toMatchObject({ update: { kind: 'idle' }, updatedFrom: '0.9.0' });
  expect(computer.kept).toEqual({ version: 1 });
});
