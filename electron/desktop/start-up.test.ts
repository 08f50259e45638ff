import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { autostartEntry, autostartFile, type LoginItemOptions, setStartAtLogin } from './login-item.ts';
import { launchCommand, showsWindow } from './start-up.ts';

it.each([
  ['by hand', { argv: ['pier'], openedAtLogin: false, startHidden: true }, true],
  ['at login', { argv: ['pier', '--at-login'], openedAtLogin: false, startHidden: true }, false],
  ['at login of macOS', { argv: ['pier'], openedAtLogin: true, startHidden: true }, false],
  ['at login, shown', { argv: ['pier', '--at-login'], openedAtLogin: true, startHidden: false }, true],
  [
    'by a link',
    { argv: ['pier', '--at-login', 'pier://logs'], openedAtLogin: true, startHidden: true },
    true,
  ],
])('started %s: shows its window %s', (_, start, shown) => expect(showsWindow(start)).toBe(shown));

it('is started again by its program, also from an AppImage and from its sources', () => {
  const start = { execPath: '/opt/pier/pier', appPath: '/src', env: {} };
  expect(launchCommand({ ...start, isPackaged: true })).toEqual(['/opt/pier/pier']);
  expect(launchCommand({ ...start, isPackaged: false })).toEqual(['/opt/pier/pier', '/src']);
  const env = { APPIMAGE: '/home/me/Pier.AppImage' };
  expect(launchCommand({ ...start, isPackaged: true, env })).toEqual(['/home/me/Pier.AppImage']);
});

it('quotes a command for a desktop entry', () => {
  expect(autostartEntry(['/opt/Pier Desktop/pier', '--x=50%', 'a"b$c\\d']).split('\n')[4]).toBe(
    String.raw`Exec="/opt/Pier Desktop/pier" "--x=50%%" "a\\"b\\$c\\\\d"`,
  );
});

it('makes and removes the entry of Linux', async () => {
  const config = mkdtempSync(join(tmpdir(), 'pier-autostart-'));
  const options: LoginItemOptions = {
    platform: 'linux',
    env: { XDG_CONFIG_HOME: join(config, 'not there yet') },
    command: ['/opt/pier'],
    isPackaged: true,
    setLoginItem: () => expect.unreachable(),
  };
  const file = autostartFile(options.env);
  try {
    await setStartAtLogin(false, options);
    expect(await setStartAtLogin(true, options)).toBe(true);
    expect(readFileSync(file, 'utf8')).toContain('Exec="/opt/pier" "--at-login"\n');
    await setStartAtLogin(false, options);
    expect(existsSync(file)).toBe(false);
  } finally {
    rmSync(config, { recursive: true });
  }
});

it.each([
  ['win32', false, [{ openAtLogin: true, path: '/e', args: ['/src', '--at-login'] }], true],
  ['darwin', true, [{ openAtLogin: true, path: '/e', args: ['/src', '--at-login'] }], true],
  ['darwin', false, [], false],
])('on %s, packaged %s', async (platform, isPackaged, expected, done) => {
  const asked: unknown[] = [];
  const options = { platform, isPackaged, env: {}, command: ['/e', '/src'] as const };
  const set = setStartAtLogin(true, {
    ...options,
    command: ['/e', '/src'],
    setLoginItem: (settings) => asked.push(settings),
  });
  expect(await set).toBe(done);
  expect(asked).toEqual(expected);
});
