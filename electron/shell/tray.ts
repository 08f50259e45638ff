import { join } from 'node:path';
import type * as Electron from 'electron';
import { performTrayAction, type TrayReach } from '../desktop/tray/perform-tray-action.ts';
import { type TrayAction, type TrayItem, trayMenu } from '../desktop/tray/tray-menu.ts';
import { type TrayIcon, type TrayState, trayIconFile, trayIconOf } from '../desktop/tray/tray-state.ts';
import { trayTooltip } from '../desktop/tray/tray-texts.ts';

type TrayParts = Pick<typeof Electron, 'Menu' | 'nativeImage' | 'nativeTheme' | 'Tray'>;

export interface AppTrayOptions {
  electron: TrayParts;
  /** The folder of the pictures. */
  icons: string;
  platform: string;
  reach: TrayReach;
}

/** The tray: draws a state, and only what of it has changed, since a menu that is open closes when it is replaced. */
export class AppTray {
  readonly #options: AppTrayOptions;
  readonly #tray: Electron.Tray;
  #icon: TrayIcon = 'stopped';
  #menu = '';
  #tooltip = '';

  constructor(options: AppTrayOptions, state: TrayState) {
    const { electron, platform, reach } = options;
    this.#options = options;
    this.#tray = new electron.Tray(this.#image());
    // macOS opens the menu with any click; elsewhere that is the other button's.
    if (platform !== 'darwin') this.#tray.on('click', () => reach.show([]));
    electron.nativeTheme.on('updated', () => this.#tray.setImage(this.#image()));
    this.show(state);
  }

  show(state: TrayState): void {
    const icon = trayIconOf(state);
    if (icon !== this.#icon) {
      this.#icon = icon;
      this.#tray.setImage(this.#image());
    }
    const tooltip = trayTooltip(state);
    if (tooltip !== this.#tooltip) this.#tray.setToolTip(tooltip);
    this.#tooltip = tooltip;
    const items = trayMenu(state);
    const menu = JSON.stringify(items);
    if (menu === this.#menu) return;
    this.#menu = menu;
    const { electron, reach } = this.#options;
    const perform = (action: TrayAction) => void performTrayAction(action, reach);
    this.#tray.setContextMenu(electron.Menu.buildFromTemplate(toTemplate(items, perform)));
  }

  #image(): Electron.NativeImage {
    const { electron, icons, platform } = this.#options;
    const dark = electron.nativeTheme.shouldUseDarkColors;
    return electron.nativeImage.createFromPath(join(icons, trayIconFile(this.#icon, { platform, dark })));
  }
}

/** The items as Electron takes them. */
export function toTemplate(
  items: readonly TrayItem[],
  perform: (action: TrayAction) => void,
): Electron.MenuItemConstructorOptions[] {
  return items.map((item) => {
    if (item.type === 'separator') return { type: 'separator' };
    const { action, items: below, ...rest } = item;
    return {
      ...rest,
      ...(action && { click: () => perform(action) }),
      ...(below && { submenu: toTemplate(below, perform) }),
    };
  });
}
