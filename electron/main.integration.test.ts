import { type ChildProcess, fork } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fakeMachine } from '../e2e/fixtures/headless-host.ts';

/**
 * The built desktop app with its real backend and a scripted machine, on a stand-in for Electron: what main.ts composes
 * is seen to work where the runtime cannot be had. What is Electron's own is for `npm run e2e:electron`.
 */
const MAIN = resolve(import.meta.dirname, '../dist/node/main.js');
const STAND_IN = resolve(import.meta.dirname, '../e2e/fixtures/stand-in-electron/register.mjs');

interface State {
  windows: { url: string; visible: boolean }[];
  tray?: { image: string; tooltip: string; menu: string[] };
  notes: unknown[];
}

interface App {
  ask<T = unknown>(name: string, ...parameters: unknown[]): Promise<T>;
  state(): Promise<State>;
  until(isSo: (state: State) => boolean): Promise<State>;
  /** Its exit code, when it is gone. */
  gone: Promise<number | null>;
  child: ChildProcess;
}

let home: string;
let apps: App[];

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

function start(options: { args?: string[]; env?: Record<string, string>; settings?: object } = {}): App {
  if (options.settings) writeFileSync(join(home, 'settings.json'), JSON.stringify(options.settings));
  const child = fork(MAIN, options.args ?? [], {
    execArgv: ['--import', STAND_IN],
    env: {
      ...process.env,
      ...fakeMachine({}),
      HOME: home,
      XDG_CONFIG_HOME: join(home, '.config'),
      PIER_HOME: home,
      // What the scripted engine writes goes with it.
      TMPDIR: home,
      ...options.env,
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, (answer: never) => void>();
  child.on('message', ({ id, answer }: { id: number; answer: never }) => {
    waiting.get(id)?.(answer);
    waiting.delete(id);
  });
  const gone = new Promise<number | null>((settle) => child.once('exit', settle));
  let next = 0;
  const ask = <T>(name: string, ...parameters: unknown[]) =>
    new Promise<T>((settle) => {
      next += 1;
      waiting.set(next, settle as (answer: never) => void);
      child.send({ id: next, name, parameters });
    });
  const state = () => ask<State>('state');
  const until = async (isSo: (state: State) => boolean) => {
    for (;;) {
      const now = await state();
      if (isSo(now)) return now;
      await new Promise((settle) => setTimeout(settle, 20));
    }
  };
  const app = { ask, state, until, gone, child };
  apps.push(app);
  return app;
}

const runs = ({ tray }: State) => tray?.menu[0] === 'Engine: running';

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
