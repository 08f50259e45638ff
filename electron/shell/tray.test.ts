import { expect, it } from 'vitest';
import { machineStatus, trayState } from '../desktop/tray/test-tray-state.ts';
import { AppTray, toTemplate } from './tray.ts';

type Options = ConstructorParameters<typeof AppTray>[0];

/** Notes what is done with the tray. */
function fakeTray(platform: string) {
  const done: string[] = [];
  const listeners = new Map<string, () => void>();
  const electron = {
    Tray: class {
      constructor(image: string) {
        done.push(`made ${image}`);
      }
      on = (event: string, listener: () => void) => listeners.set(event, listener);
      setImage = (image: string) => done.push(`image ${image}`);
      setToolTip = (text: string) => done.push(`tooltip ${text.split('\n')[1]}`);
      setContextMenu = (menu: { label: string }[]) => done.push(`menu ${menu[0]?.label}`);
    },
    Menu: { buildFromTemplate: (template: unknown) => template },
    nativeImage: { createFromPath: (path: string) => path },
    nativeTheme: {
      shouldUseDarkColors: true,
      on: (event: string, listener: () => void) => listeners.set(`theme ${event}`, listener),
    },
  };
  const reach = { show: () => done.push('show') } as unknown as Options['reach'];
  const options = { electron: electron as unknown as Options['electron'], icons: '/i', platform, reach };
  const tray = new AppTray(options, trayState());
  return { tray, done, listeners, electron };
}

it('draws a state, and nothing of it again that is as it was', () => {
  const { tray, done } = fakeTray('linux');
  expect(done).toEqual([
    'made /i/stopped-dark.png',
    'image /i/running-dark.png',
    'tooltip Engine: running',
    'menu Engine: running',
  ]);
  tray.show(trayState());
  expect(done).toHaveLength(4);
  tray.show(trayState({ status: machineStatus({ kind: 'paused', since: 0, by: 'person' }) }));
  expect(done.slice(4)).toEqual([
    'image /i/paused-dark.png',
    'tooltip Engine: paused',
    'menu Engine: paused',
  ]);
});

it('follows the theme of the bar, and opens the window with a click where that opens no menu', () => {
  const { done, listeners, electron } = fakeTray('win32');
  electron.nativeTheme.shouldUseDarkColors = false;
  listeners.get('theme updated')?.();
  expect(done.at(-1)).toBe('image /i/running-light.png');
  listeners.get('click')?.();
  expect(done.at(-1)).toBe('show');
  expect(fakeTray('darwin').listeners.has('click')).toBe(false);
});

it('makes a template of items, down to the last', () => {
  const performed: unknown[] = [];
  const [line, list] = toTemplate(
    [
      { type: 'separator' },
      { label: 'a', items: [{ type: 'radio', label: 'b', checked: true, action: { kind: 'about' } }] },
    ],
    (action) => performed.push(action),
  );
  expect(line).toEqual({ type: 'separator' });
  const [item] = (list?.submenu ?? []) as Electron.MenuItemConstructorOptions[];
  expect(item).toMatchObject({ type: 'radio', label: 'b', checked: true });
  (item as { click: () => void }).click();
  expect(performed).toEqual([{ kind: 'about' }]);
});
