import { expect, it } from 'vitest';
import type { WindowPlace } from '../desktop/window-place.ts';
import { MainWindow, type MainWindowOptions, openQuitWindow, tellDownloads } from './main-window.ts';

type Listener = (...parameters: unknown[]) => unknown;

/** A window as far as ours is used: notes what is done with it. */
class FakeWindow {
  static made: FakeWindow[] = [];
  readonly done: string[] = [];
  readonly listeners = new Map<string, Listener>();
  readonly contents = new Map<string, Listener>();
  url = '';
  state = { minimized: false, maximized: false, fullScreen: false, destroyed: false };

  constructor(readonly options: Record<string, unknown>) {
    FakeWindow.made.push(this);
  }
  once = (event: string, listener: Listener) => this.listeners.set(event, listener);
  on = this.once;
  webContents = {
    on: (event: string, listener: Listener) => this.contents.set(event, listener),
    getURL: () => this.url,
    reload: () => this.done.push('reload'),
  };
  loadURL = async (url: string) => {
    this.url = url;
    this.done.push(`load ${url}`);
  };
  show = () => this.done.push('show');
  hide = () => this.done.push('hide');
  focus = () => this.done.push('focus');
  restore = () => this.done.push('restore');
  maximize = () => this.done.push('maximize');
  setFullScreen = (on: boolean) => this.done.push(`full screen ${on}`);
  setMenuBarVisibility = (on: boolean) => this.done.push(`menu bar ${on}`);
  isMinimized = () => this.state.minimized;
  isMaximized = () => this.state.maximized;
  isFullScreen = () => this.state.fullScreen;
  isDestroyed = () => this.state.destroyed;
  isVisible = () => true;
  isFocused = () => true;
  getNormalBounds = () => ({ x: 1, y: 2, width: 900, height: 600 });
}

const display = { id: 1, workArea: { x: 0, y: 0, width: 1440, height: 900 } };

function open(over: Partial<MainWindowOptions> = {}) {
  const told: string[] = [];
  const kept: WindowPlace[] = [];
  const electron = {
    BrowserWindow: FakeWindow,
    screen: {
      getPrimaryDisplay: () => display,
      getAllDisplays: () => [display],
      getDisplayMatching: () => display,
    },
  };
  const main = new MainWindow({
    electron: electron as unknown as MainWindowOptions['electron'],
    preload: '/preload.cjs',
    place: undefined,
    keepPlace: (place) => kept.push(place),
    closesToTray: () => true,
    tellOfTray: () => told.push('tray'),
    onTray: () => {},
    quit: () => told.push('quit'),
    askAfterCrashes: async () => 'reload',
    warn: (message) => told.push(message),
    ...over,
  });
  main.show();
  const window = FakeWindow.made.at(-1) as FakeWindow;
  const close = () => {
    let prevented = false;
    window.listeners.get('close')?.({
      preventDefault: () => {
        prevented = true;
      },
    });
    return prevented;
  };
  const crash = (reason = 'crashed') => window.contents.get('render-process-gone')?.({}, { reason });
  return { main, window, told, kept, close, crash, electron };
}

it('opens on our page, and shows itself with the first frame', () => {
  const { window } = open();
  expect(window.done).toEqual(['load app://pier/']);
  expect(window.options).toMatchObject({ x: 80, y: 40, width: 1280, height: 820, show: false });
  window.listeners.get('ready-to-show')?.();
  expect(window.done.at(-1)).toBe('show');
});

it('comes back as it was', () => {
  const bounds = { x: 10, y: 20, width: 1000, height: 700 };
  const place = {
    version: 1 as const,
    bounds,
    display: 1,
    maximized: true,
    fullScreen: false,
    toldOfTray: true,
  };
  const { window } = open({ place });
  expect(window.options).toMatchObject({ ...bounds, fullscreen: false });
  window.listeners.get('ready-to-show')?.();
  expect(window.done.slice(1)).toEqual(['maximize', 'show']);
});

it('is shown again, in front, at a page where one is named', () => {
  const { main, window } = open();
  window.state.minimized = true;
  main.show();
  expect(window.done.slice(1)).toEqual(['restore', 'show', 'focus']);
  main.show(['images', 'a/b']);
  expect(window.done.at(-1)).toBe('load app://pier/#/images/a%2Fb');
  // What is shown already is not loaded anew.
  main.show(['images', 'a/b']);
  expect(window.done.at(-1)).toBe('focus');
  window.state.destroyed = true;
  main.show(['logs']);
  expect(FakeWindow.made.at(-1)?.done).toEqual(['load app://pier/#/logs']);
});

it('is hidden where closing leaves Pier in the tray, which is told once, and keeps its place', () => {
  const { window, told, kept, close } = open();
  expect(close()).toBe(true);
  expect(close()).toBe(true);
  expect(window.done.slice(1)).toEqual(['hide', 'hide']);
  expect(told).toEqual(['tray']);
  expect(kept.at(-1)).toMatchObject({ bounds: { x: 1, y: 2, width: 900, height: 600 }, toldOfTray: true });
});

it('tells that it is in the tray, and that it is shown again', () => {
  const heard: boolean[] = [];
  const { main, close } = open({ onTray: (isInTray) => heard.push(isInTray) });
  close();
  main.show();
  expect(heard).toEqual([true, false]);
});

it('leaves the whole screen before it is hidden', () => {
  const { window, close } = open();
  window.state.fullScreen = true;
  close();
  expect(window.done.at(-1)).toBe('full screen false');
  window.listeners.get('leave-full-screen')?.();
  expect(window.done.at(-1)).toBe('hide');
});

it('quits where closing means that, and stands in the way of no quit', () => {
  const { main, told, close } = open({ closesToTray: () => false });
  expect(close()).toBe(true);
  expect(told).toEqual(['quit']);
  main.leave();
  expect(close()).toBe(false);
  const { length } = FakeWindow.made;
  main.show(['logs']);
  expect(FakeWindow.made).toHaveLength(length);
  expect(FakeWindow.made.at(-1)?.done.at(-1)).toBe('hide');
});

it('loads a page anew that crashed, and asks where it crashes again and again', async () => {
  const answers: ('reload' | 'quit')[] = ['reload', 'quit'];
  const { window, told, crash } = open({ askAfterCrashes: async () => answers.shift() ?? 'quit' });
  await crash('clean-exit');
  expect(window.done).toHaveLength(1);
  for (let times = 0; times < 4; times += 1) await crash('oom');
  expect(window.done.slice(1)).toEqual(['reload', 'reload', 'reload', 'reload']);
  expect(answers).toEqual(['quit']);
  for (let times = 0; times < 4; times += 1) await crash();
  expect(window.done).toHaveLength(8);
  expect(told.at(-1)).toBe('quit');
});

it('opens the window of a quit, which has no menu', () => {
  const { electron } = open();
  openQuitWindow(electron as unknown as MainWindowOptions['electron'], '/preload.cjs');
  const window = FakeWindow.made.at(-1) as FakeWindow;
  expect(window.done).toEqual(['menu bar false', 'load app://pier/#/quitting']);
});

it('tells of a download that is complete, by its name', () => {
  const saved: string[] = [];
  let onDownload: Listener = () => {};
  const session = {
    on: (_: string, listener: Listener) => {
      onDownload = listener;
    },
  };
  tellDownloads(session as unknown as Parameters<typeof tellDownloads>[0], (...file) => saved.push(...file));
  for (const state of ['completed', 'cancelled']) {
    const item = {
      once: (_: string, listener: Listener) => listener({}, state),
      getSavePath: () => '/home/me/a.tar',
    };
    onDownload({}, item);
  }
  expect(saved).toEqual(['a.tar', '/home/me/a.tar']);
});
