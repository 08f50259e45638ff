import { basename } from 'node:path';
import type * as Electron from 'electron';
import { CrashBudget } from '../desktop/crash-budget.ts';
import { MIN_HEIGHT, MIN_WIDTH, openingPlace, type WindowPlace } from '../desktop/window-place.ts';
import { APP_ORIGIN } from './addresses.ts';
import { strictPreferences } from './strict-preferences.ts';

/** A page that crashes more often than that is not loaded anew by itself. */
const CRASHES = { limit: 3, withinMs: 60_000 };

export interface MainWindowOptions {
  electron: Pick<typeof Electron, 'BrowserWindow' | 'screen'>;
  preload: string;
  /** Where the window was. */
  place: WindowPlace | undefined;
  /** Keeps where it is. */
  keepPlace(place: WindowPlace): void;
  /** Whether closing the window leaves Pier in the tray. */
  closesToTray(): boolean;
  /** The window was closed, and Pier goes on: told once to each person. */
  tellOfTray(): void;
  /** Closed into the tray, and shown again. */
  onTray(isInTray: boolean): void;
  quit(): void;
  /** A page crashed again and again: asks what to do. */
  askAfterCrashes(window: Electron.BrowserWindow): Promise<'reload' | 'quit'>;
  warn(message: string, detail: object): void;
}

/** The one window of the dashboard. Closed into the tray it is hidden, so that it comes back as it was. */
export class MainWindow {
  readonly #options: MainWindowOptions;
  readonly #crashes = new CrashBudget(CRASHES);
  #window: Electron.BrowserWindow | undefined;
  #place: WindowPlace | undefined;
  #leaving = false;

  constructor(options: MainWindowOptions) {
    this.#options = options;
    this.#place = options.place;
  }

  /** Whether a person has it before them. */
  get isWatched(): boolean {
    return this.#open?.isVisible() === true && this.#open.isFocused();
  }

  /** Absent where it is closed. */
  get window(): Electron.BrowserWindow | undefined {
    return this.#open;
  }

  /** Shows it, in front. @param parts the page that it shows; none leaves it as it is @param search of the page */
  show(parts: readonly string[] = [], search = ''): void {
    const query = search && `?${search}`;
    const hash = parts.length > 0 ? `#/${parts.map(encodeURIComponent).join('/')}${query}` : '';
    if (this.#leaving) return;
    const window = this.#open;
    if (!window) {
      this.#window = this.#create(hash);
      return;
    }
    this.#options.onTray(false);
    if (window.isMinimized()) window.restore();
    window.show();
    window.focus();
    // An address that differs behind "#" alone loads nothing anew.
    const address = `${APP_ORIGIN}/${hash}`;
    if (hash && window.webContents.getURL() !== address) this.#load(window, address);
  }

  /** Pier quits: it goes, and is not opened again. */
  leave(): void {
    this.#leaving = true;
    const window = this.#open;
    if (!window) return;
    this.#keepPlace(window);
    window.hide();
  }

  get #open(): Electron.BrowserWindow | undefined {
    return this.#window && !this.#window.isDestroyed() ? this.#window : undefined;
  }

  #create(hash: string): Electron.BrowserWindow {
    const { electron, preload } = this.#options;
    const main = electron.screen.getPrimaryDisplay();
    const others = electron.screen.getAllDisplays().filter(({ id }) => id !== main.id);
    const { bounds, maximized, fullScreen } = openingPlace(this.#place, [main, ...others]);
    const window = new electron.BrowserWindow({
      ...bounds,
      minWidth: Math.min(MIN_WIDTH, bounds.width),
      minHeight: Math.min(MIN_HEIGHT, bounds.height),
      fullscreen: fullScreen,
      // Shown with its first frame: nobody sees a white flash.
      show: false,
      autoHideMenuBar: true,
      backgroundColor: '#0f1a24',
      title: 'Pier Desktop',
      webPreferences: strictPreferences(preload),
    });
    window.once('ready-to-show', () => {
      if (maximized) window.maximize();
      window.show();
    });
    window.on('close', (event) => this.#onClose(event, window));
    window.webContents.on('render-process-gone', (_event, details) => {
      this.#onGone(window, details).catch((error: unknown) => this.#warn('A crash was not handled.', error));
    });
    this.#load(window, `${APP_ORIGIN}/${hash}`);
    return window;
  }

  /** One that another address overtakes is not loaded, which is no failure. */
  #load(window: Electron.BrowserWindow, address: string): void {
    window.loadURL(address).catch((error: unknown) => this.#warn('The page was not loaded.', error));
  }

  #warn(message: string, error: unknown): void {
    this.#options.warn(message, { error: String(error) });
  }

  #onClose(event: Pick<Electron.Event, 'preventDefault'>, window: Electron.BrowserWindow): void {
    this.#keepPlace(window);
    if (this.#leaving) return;
    event.preventDefault();
    if (this.#options.closesToTray()) this.#closeToTray(window);
    else this.#options.quit();
  }

  #closeToTray(window: Electron.BrowserWindow): void {
    if (!this.#place?.toldOfTray) {
      this.#options.tellOfTray();
      this.#keepPlace(window, true);
    }
    this.#options.onTray(true);
    if (window.isFullScreen()) {
      // Hidden from a space of its own on macOS it would leave that space black.
      window.once('leave-full-screen', () => window.hide());
      window.setFullScreen(false);
    } else {
      window.hide();
    }
  }

  /** What the page showed is in its address, and what it worked on in the backend: loaded anew it goes on. */
  async #onGone(window: Electron.BrowserWindow, details: Electron.RenderProcessGoneDetails): Promise<void> {
    if (details.reason === 'clean-exit' || this.#leaving) return;
    this.#options.warn("The window's process is gone.", { ...details });
    if (window.isDestroyed()) return;
    if (!this.#crashes.spend()) {
      const choice = await this.#options.askAfterCrashes(window);
      if (choice === 'quit') return this.#options.quit();
      this.#crashes.renew();
    }
    if (!window.isDestroyed()) window.webContents.reload();
  }

  #keepPlace(window: Electron.BrowserWindow, toldOfTray = this.#place?.toldOfTray ?? false): void {
    const { x, y, width, height } = window.getNormalBounds();
    this.#place = {
      version: 1,
      bounds: { x, y, width, height },
      display: this.#options.electron.screen.getDisplayMatching({ x, y, width, height }).id,
      maximized: window.isMaximized(),
      fullScreen: window.isFullScreen(),
      toldOfTray,
    };
    this.#options.keepPlace(this.#place);
  }
}

/** A small window that shows how far a quit is, with the way to force it. Closing it changes nothing. */
export function openQuitWindow(
  electron: Pick<typeof Electron, 'BrowserWindow'>,
  preload: string,
): Electron.BrowserWindow {
  const window = new electron.BrowserWindow({
    width: 460,
    height: 340,
    useContentSize: true,
    resizable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    show: false,
    backgroundColor: '#0f1a24',
    title: 'Pier Desktop',
    webPreferences: strictPreferences(preload),
  });
  window.setMenuBarVisibility(false);
  window.once('ready-to-show', () => window.show());
  // Without it the quit goes on all the same.
  window.loadURL(`${APP_ORIGIN}/#/quitting`).catch(() => {});
  return window;
}

/** Tells of each download that is there, by its name and where it lies. */
export function tellDownloads(
  session: Pick<Electron.Session, 'on'>,
  onSaved: (name: string, path: string) => void,
): void {
  session.on('will-download', (_event, item) => {
    item.once('done', (_done, state) => {
      if (state === 'completed') onSaved(basename(item.getSavePath()), item.getSavePath());
    });
  });
}
