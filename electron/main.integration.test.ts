import {
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeMachine } from '../e2e/fixtures/headless-host.ts';
import { type StandInApp, type StandInState, startStandInApp } from '../e2e/fixtures/stand-in-app.ts';
import type { UpdatesState } from '../shared/contract/updates.ts';
import { TestUpdateServer } from './desktop/updates/test-update-server.ts';

/**
 * The built desktop app with its real backend and a scripted machine, on a stand-in for Electron: what main.ts composes
 * is seen to work where the runtime cannot be had. What is Electron's own is for `npm run e2e:electron`.
 */
const MAIN = resolve(import.meta.dirname, '../dist/node/main.js');

let home: string;
let apps: StandInApp[];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-main-'));
  apps = [];
});

afterEach(async () => {
  for (const { child, gone } of apps) {
    child.kill('SIGKILL');
    await gone;
  }
  rmSync(home, { recursive: true });
});

function start(
  options: { main?: string; args?: string[]; env?: Record<string, string>; settings?: object } = {},
): StandInApp {
  if (options.settings) writeFileSync(join(home, 'settings.json'), JSON.stringify(options.settings));
  if (options.env?.STAND_IN_USER) {
    for (const path of [home, join(home, 'settings.json'), join(home, 'Pier.AppImage')])
      chownSync(path, PERSON, PERSON);
  }
  const app = startStandInApp(options.main ?? MAIN, options.args ?? [], {
    ...process.env,
    ...fakeMachine({}),
    HOME: home,
    XDG_CONFIG_HOME: join(home, '.config'),
    PIER_HOME: home,
    // What the scripted engine writes goes with it.
    TMPDIR: home,
    ...options.env,
  });
  apps.push(app);
  return app;
}

const isRoot = process.getuid?.() === 0;
/** Whom a copy of Pier belongs to that may replace itself. */
const PERSON = 1000;

/** A packaged app that is an AppImage, and knows an update server. @returns how it is to be started */
function packaged(server: TestUpdateServer, options: { asRoot?: boolean } = {}) {
  const app = join(home, 'app');
  const dist = resolve(import.meta.dirname, '../dist');
  mkdirSync(join(app, 'assets'), { recursive: true });
  // A person may not read where root has put the sources.
  const isCode = (path: string) => !path.endsWith('.map');
  cpSync(join(dist, 'node'), join(app, 'dist/node'), { recursive: true, filter: isCode });
  cpSync(join(import.meta.dirname, '../package.json'), join(app, 'package.json'));
  symlinkSync(join(dist, '../node_modules'), join(app, 'node_modules'));
  writeFileSync(join(app, 'assets/update-source.json'), JSON.stringify(server.source));
  writeFileSync(join(app, 'app-update.yml'), 'updaterCacheDirName: pier-updater\n');
  const appImage = join(home, 'Pier.AppImage');
  writeFileSync(appImage, 'the version before');
  const env = {
    STAND_IN_APP: app,
    APPIMAGE: appImage,
    APPDIR: dirname(process.execPath),
    XDG_CACHE_HOME: join(home, '.cache'),
    ...(isRoot && !options.asRoot && { STAND_IN_USER: String(PERSON) }),
  };
  return { appImage, options: { main: join(app, 'dist/node/main.js'), env } };
}

const runs = ({ tray }: StandInState) => tray?.menu[0] === 'Engine: running';

it('opens its window, serves it, shows the engine in the tray, and quits with the machine', async () => {
  const { ask, until, gone } = start({ args: ['pier://images'] });
  const state = await until((now) => runs(now) && now.windows[0]?.visible === true);
  expect(state.windows).toEqual([{ url: 'app://pier/#/images', visible: true }]);
  expect(state.tray?.image).toMatch(/assets\/tray\/running-dark\.png$/);
  expect(state.tray?.menu).toContain('Stop engine');
  expect(state.notes).toEqual(['sandbox', 'permissions']);

  expect(await ask('fetch', 'app://pier/')).toBe(200);
  expect(await ask('fetch', 'app://pier/..%2f..%2fpackage.json')).toBe(404);
  expect(await ask('connect', 'app://pier/#/images', true)).toBe(true);
  expect(await ask('connect', 'https://example.com/', true)).toBe(false);
  expect(await ask('connect', 'app://pier/', false)).toBe(false);

  await ask('click', 'Stop engine');
  await until(({ tray }) => tray?.menu[0] === 'Engine: stopped');
  await ask('click', 'Start engine');
  await until(runs);

  await ask('crash');
  await until(({ notes }) => notes.includes('reload app://pier/#/images'));
  await ask('close');
  await until(
    ({ windows, notes }) => !windows[0]?.visible && notes.includes('notification Pier goes on in the tray'),
  );
  await ask('open', 'pier', 'pier://settings/app');
  await until(
    ({ windows }) => windows[0]?.visible === true && windows[0].url === 'app://pier/#/settings/app',
  );

  void ask('quit');
  expect(await gone).toBe(0);
  expect(JSON.parse(readFileSync(join(home, 'window-place.json'), 'utf8'))).toMatchObject({
    toldOfTray: true,
  });
  expect(readFileSync(join(home, 'logs/backend.log'), 'utf8')).toContain('The machine is stopped.');
});

it('starts at login without a window, and a second one hands over and ends', async () => {
  const first = start({ args: ['--at-login'], settings: { startAtLogin: true } });
  expect((await first.until(runs)).windows).toEqual([]);
  const entry = join(home, '.config/autostart/pier-desktop.desktop');
  expect(existsSync(entry)).toBe(process.platform === 'linux');
  await first.ask('open', 'pier');
  await first.until(({ windows }) => windows[0]?.visible === true);
  expect(await start({ env: { STAND_IN_LOCKED: '1' } }).gone).toBe(0);
});

it('shows how far a quit is that takes its time', async () => {
  const { ask, until, gone } = start({
    settings: { closeToTray: false },
    env: fakeMachine({ shutdownMs: 1500 }),
  });
  await until(runs);
  await ask('close');
  const { windows, tray } = await until((now) => now.windows.length === 2);
  expect(windows.map(({ url, visible }) => [url, visible])).toEqual([
    ['app://pier/', false],
    ['app://pier/#/quitting', windows[1]?.visible],
  ]);
  expect(tray?.menu).toEqual(['Quitting…']);
  expect(await ask('connect', 'app://pier/#/quitting', true)).toBe(true);
  expect(await gone).toBe(0);
});

it('leaves no machine behind after an error that nobody caught', async () => {
  const { ask, until, gone } = start();
  await until(runs);
  void ask('bug');
  expect(await gone).toBe(1);
  const log = readFileSync(join(home, 'logs/backend.log'), 'utf8');
  expect(log).toContain('An unexpected error ends the desktop app.');
  expect(log).toContain('The machine is stopped.');
});

it.runIf(process.platform === 'linux')(
  'updates itself when a person says so, with the machine stopped first',
  async () => {
    const server = await new TestUpdateServer().start();
    try {
      // What is started after it tells which file it was.
      const next = '#!/bin/sh\necho "$0" > "$PIER_HOME/started"\n';
      server.release('99.0.0', { content: Buffer.from(next) });
      const { appImage, options } = packaged(server);
      const { ask, until, gone } = start({
        ...options,
        settings: { checkForUpdates: false, downloadUpdates: false },
      });
      const call = <T = { code?: string }>(method: string, input = {}) =>
        ask<T>('call', `updates.${method}`, input);
      const item = (label: string) => until(({ tray }) => tray?.menu.includes(label) === true);
      await until(runs);
      await item('Check for updates…');
      expect(server.asked).toEqual([]);
      await ask('click', 'Check for updates…');
      await item('Update to 99.0.0…');
      const { windows } = await ask<StandInState>('state');
      expect(windows[0]?.url).toBe('app://pier/#/settings/updates');
      await call('download');
      await item('Restart to update to 99.0.0…');
      expect(await call<UpdatesState>('watch')).toMatchObject({ update: { kind: 'ready' }, running: 0 });
      void call('restart', { stopContainers: 0 });
      expect(await gone).toBe(0);
      expect(readFileSync(appImage, 'utf8')).toBe(next);
      await expect.poll(() => existsSync(join(home, 'started'))).toBe(true);
      expect(readFileSync(join(home, 'logs/backend.log'), 'utf8')).toContain('The machine is stopped.');
      expect(JSON.parse(readFileSync(join(home, 'updates.json'), 'utf8'))).toMatchObject({
        attempt: { version: '99.0.0' },
      });
    } finally {
      await server.stop();
    }
  },
);

it.runIf(isRoot)('does not update itself as root, and says why', async () => {
  const server = await new TestUpdateServer().start();
  try {
    const { ask, until } = start(packaged(server, { asRoot: true }).options);
    await until(runs);
    const update = { kind: 'unavailable', reason: 'elevated' };
    expect(await ask('call', 'updates.watch', {})).toMatchObject({ update });
    expect(await ask('call', 'updates.check', {})).toMatchObject({ code: 'updates_unavailable' });
    expect(server.asked).toEqual([]);
  } finally {
    await server.stop();
  }
});
