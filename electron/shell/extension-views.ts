import { readFile } from 'node:fs/promises';
import type * as Electron from 'electron';
import type { OpenDialogProps } from '../../shared/contract/extension-api.ts';
import type { ViewBounds } from '../../shared/contract/extension-views.ts';
import { messagePortTransport } from '../../shared/rpc/message-port-transport.ts';
import type { Backend } from '../backend/backend.ts';
import type { ChosenPaths, ExtensionView } from '../backend/extensions/views/extension-view.ts';
import type { ViewHost } from '../backend/extensions/views/extension-views.ts';
import { dialogProperties, extensionOrigin, isOnOrigin, mayNavigate } from '../desktop/extension-requests.ts';
import type { ChosenProxies } from '../desktop/session-proxy.ts';
import { ToolsKeys } from '../desktop/tools-keys.ts';
import { entryPath, extensionOf, originName } from '../extension-pages/extension-origin.ts';
import { answerPage } from '../extension-pages/extension-page.ts';
import type { OwnServices } from '../extension-pages/own-services.ts';
import { openExtensionSession } from './extension-session.ts';
import { clearRemoved } from './extension-storage.ts';
import { openExternal } from './session-guard.ts';
import { strictPreferences } from './strict-preferences.ts';

/** Chromium's: another load took its place. */
const ABORTED = -3;

export interface ExtensionViewsOptions {
  electron: Pick<
    typeof Electron,
    'WebContentsView' | 'MessageChannelMain' | 'session' | 'dialog' | 'nativeTheme' | 'shell'
  >;
  preload: string;
  /** Absolute path of the script of the client. */
  client: string;
  backend: Pick<Backend, 'extensions' | 'extensionViews'>;
  own: OwnServices;
  proxies: ChosenProxies;
  warn(message: string, detail: Record<string, unknown>): void;
  /** That the dashboard is in. */
  window(): Electron.BrowserWindow | undefined;
}

interface Shown {
  view: ExtensionView;
  origin: string;
  contents: Electron.WebContentsView;
  window: Electron.BrowserWindow;
}

function partitionOf(name: string): string {
  return `persist:ext-${name}`;
}

/** Shows the pages of extensions over the dashboard: each in a process, a session and an origin of its own. */
export class DesktopExtensionViews implements ViewHost {
  readonly #options: ExtensionViewsOptions;
  readonly #shown = new Map<string, Shown>();
  readonly #sessions = new Set<string>();
  /** The views that have a dialog open. */
  readonly #asking = new Set<string>();
  #client: Promise<Buffer> | undefined;
  #isInTray = false;
  readonly #whenOut = new Set<() => void>();

  constructor(options: ExtensionViewsOptions) {
    this.#options = options;
    const { electron, backend, warn } = options;
    clearRemoved({
      installed: backend.extensions,
      session: (name) => electron.session.fromPartition(partitionOf(name)),
      warn: (message, error) => warn(message, { error: String(error) }),
    });
  }

  /** The window was closed into the tray, which ends all that extensions run in it; or it is shown again. */
  setInTray(isInTray: boolean): void {
    this.#isInTray = isInTray;
    if (isInTray) for (const { view } of this.#shown.values()) view.end();
    else for (const resolve of this.#whenOut) resolve();
  }

  /** The dashboard opens a page anew that ended: one in the tray waits until a person sees it. */
  async whenShown(signal: AbortSignal): Promise<void> {
    if (!this.#isInTray) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        this.#whenOut.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      this.#whenOut.add(done);
      signal.addEventListener('abort', done);
    });
    signal.throwIfAborted();
  }

  async open(view: ExtensionView): Promise<undefined> {
    const { electron, preload, backend } = this.#options;
    const window = this.#options.window();
    const extension = backend.extensions.find(view.extensionId);
    const page = extension?.page;
    if (!window || !page) return undefined;
    const name = originName(extension);
    const origin = extensionOrigin(name);
    const partition = partitionOf(name);
    this.#openSession(name, partition);
    const contents = new electron.WebContentsView({ webPreferences: strictPreferences(preload, partition) });
    const shown = { view, origin, contents, window };
    this.#shown.set(view.key, shown);
    // Where it is to be is told by the dashboard.
    contents.setVisible(false);
    window.contentView.addChildView(contents);
    this.#follow(shown);
    // A server that it is developed with has its page at its root.
    const entry = view.uiSource === undefined ? page.entry : '';
    // A failure is told as an event.
    contents.webContents.loadURL(origin + entryPath(entry, view.search)).catch(() => {});
    return undefined;
  }

  close(view: ExtensionView): void {
    const shown = this.#shown.get(view.key);
    this.#shown.delete(view.key);
    if (!shown) return;
    if (!shown.window.isDestroyed()) shown.window.contentView.removeChildView(shown.contents);
    if (!shown.contents.webContents.isDestroyed()) shown.contents.webContents.close();
  }

  place(view: ExtensionView, bounds: ViewBounds | undefined): void {
    const shown = this.#shown.get(view.key);
    if (!shown || shown.window.isDestroyed()) return;
    if (bounds) {
      // The page counts its own pixels, the window those of the system.
      const zoom = shown.window.webContents.getZoomFactor();
      const [x, y, width, height] = [bounds.x, bounds.y, bounds.width, bounds.height].map((each) =>
        Math.round(each * zoom),
      ) as [number, number, number, number];
      shown.contents.setBounds({ x, y, width, height });
    }
    shown.contents.setVisible(bounds !== undefined);
  }

  setTheme(scheme: 'light' | 'dark' | 'auto'): void {
    this.#options.electron.nativeTheme.themeSource = scheme === 'auto' ? 'system' : scheme;
  }

  openExternal(url: string): void {
    openExternal(this.#options.electron.shell, url);
  }

  openTools(view: ExtensionView): void {
    this.#shown.get(view.key)?.contents.webContents.openDevTools({ mode: 'detach' });
  }

  async choosePaths(view: ExtensionView, props: OpenDialogProps): Promise<ChosenPaths> {
    const shown = this.#shown.get(view.key);
    // One at a time: a page that asks again and again would leave no way to the window.
    if (!shown || shown.window.isDestroyed() || this.#asking.has(view.key)) {
      return { canceled: true, filePaths: [] };
    }
    this.#asking.add(view.key);
    try {
      return await this.#ask(shown.window, props);
    } finally {
      this.#asking.delete(view.key);
    }
  }

  async #ask(window: Electron.BrowserWindow, props: OpenDialogProps): Promise<ChosenPaths> {
    const { properties, title, message, defaultPath, buttonLabel, filters } = props;
    const { canceled, filePaths } = await this.#options.electron.dialog.showOpenDialog(window, {
      ...(title !== undefined && { title }),
      ...(message !== undefined && { message }),
      ...(defaultPath !== undefined && { defaultPath }),
      ...(buttonLabel !== undefined && { buttonLabel }),
      ...(filters && { filters }),
      properties: dialogProperties(properties),
    });
    return { canceled, filePaths };
  }

  /** The origin of an extension's page; undefined for every other page. */
  originOf(contents: Electron.WebContents): string | undefined {
    return this.#find(contents)?.origin;
  }

  /** Hands a port to the page of an extension, if its main frame asks. Whose it is follows from which view it is in. */
  connect({ sender, senderFrame }: Pick<Electron.IpcMainEvent, 'sender' | 'senderFrame'>): void {
    const shown = this.#find(sender);
    if (!shown || !senderFrame || senderFrame !== sender.mainFrame) return;
    if (!isOnOrigin(senderFrame.url, shown.origin)) return;
    const { port1, port2 } = new this.#options.electron.MessageChannelMain();
    this.#options.backend.extensionViews.connect(messagePortTransport(port1), shown.view);
    senderFrame.postMessage('pier:port', null, [port2]);
  }

  #find(contents: Electron.WebContents): Shown | undefined {
    return [...this.#shown.values()].find((shown) => shown.contents.webContents === contents);
  }

  #openSession(name: string, partition: string): void {
    if (this.#sessions.has(name)) return;
    this.#sessions.add(name);
    const { electron, backend, own, proxies, warn } = this.#options;
    openExtensionSession({
      session: electron.session.fromPartition(partition),
      ...{ name, own, proxies },
      warn: (message, error) => warn(message, { error: String(error) }),
      answer: async (pathname, search) => {
        const extension = extensionOf(name, backend.extensions.all());
        if (!extension) return { status: 404, headers: {}, body: Buffer.alloc(0) };
        this.#client ??= readFile(this.#options.client);
        const view = backend.extensionViews.shown(extension.id);
        return answerPage({ extension, view, pathname, search, client: await this.#client });
      },
    });
  }

  #follow({ view, contents: { webContents }, origin }: Shown): void {
    const fail = (reason: 'load' | 'crash', detail: string) => view.tell({ kind: 'failed', reason, detail });
    let refused = false;
    webContents.on('did-navigate', (_event, _url, status) => {
      refused = status >= 400;
      if (refused) fail('load', `${status}`);
    });
    // What it waits for besides, pictures of far servers above all, may come later.
    webContents.on('dom-ready', () => {
      if (!refused) view.tell({ kind: 'loaded' });
    });
    webContents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
      if (!isMainFrame || code === ABORTED) return;
      // A document of Chromium's own takes its place.
      refused = true;
      fail('load', description);
    });
    webContents.on('render-process-gone', (_event, { reason }) => {
      if (reason !== 'clean-exit') fail('crash', reason);
    });
    const stay = (event: { url: string; isMainFrame: boolean; preventDefault(): void }) => {
      if (!mayNavigate(event.url, origin, event.isMainFrame)) event.preventDefault();
    };
    webContents.on('login', (event, _details, info, answer) => {
      const login = this.#options.proxies.login(info);
      // Nobody else is signed in to by Pier: without an answer it is as if a person had cancelled.
      if (!login) return;
      event.preventDefault();
      answer(...login);
    });
    const tools = new ToolsKeys();
    webContents.on('before-input-event', (_event, { type, key }) => {
      if (type === 'keyDown' && tools.press(key)) this.openTools(view);
    });
    webContents.on('will-frame-navigate', stay);
    webContents.on('will-redirect', stay);
  }
}
