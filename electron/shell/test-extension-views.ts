import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import type { InstalledExtension } from '../backend/extensions/installed-extensions.ts';
import { ExtensionView } from '../backend/extensions/views/extension-view.ts';
import { originName } from '../extension-pages/extension-origin.ts';
import { OwnServices } from '../extension-pages/own-services.ts';
import { DesktopExtensionViews, type ExtensionViewsOptions } from './extension-views.ts';

type Listener = (...parameters: unknown[]) => unknown;

const home = join(tmpdir(), `pier-shell-extensions-${randomUUID()}`);

/** To be called by each file of tests: those of one worker share this module, and the first to end takes its files along. */
export function keepExtensionFiles(): void {
  beforeAll(() => {
    mkdirSync(home, { recursive: true });
    writeFileSync(join(home, 'index.html'), '<html><head></head></html>');
    writeFileSync(join(home, 'client.js'), 'client');
  });
  afterAll(() => rmSync(home, { recursive: true }));
}

const extension = {
  id: 'org_a',
  image: 'org/a:1',
  imageId: 'sha256:1',
  title: 'A',
  installedAt: 1,
  enabled: true,
  metadata: {},
  permissions: { dockerCommands: true, hostPrograms: true },
  dev: {},
  page: { title: 'A', folder: home, entry: 'index.html?v1' },
} satisfies InstalledExtension;
export const name = originName(extension);
export const origin = `pier-extension://${name}`;

/** Electron as far as it is used, with one window. */
export function desktop() {
  const done: string[] = [];
  const contents = new Map<string, Listener>();
  const session = new Map<string, Listener>();
  const sessions: string[] = [];
  const connected: unknown[] = [];
  const all = [extension];
  let remove = () => {};
  let made: { webPreferences: Record<string, unknown> } | undefined;
  const webContents = {
    on: (event: string, listener: Listener) => contents.set(event, listener),
    loadURL: async (url: string) => done.push(`load ${url}`),
    isDestroyed: () => false,
    close: () => done.push('close'),
    openDevTools: () => done.push('tools'),
    mainFrame: undefined as unknown,
  };
  class WebContentsView {
    webContents = webContents;
    constructor(options: typeof made) {
      made = options;
    }
    setVisible = (on: boolean) => done.push(`visible ${on}`);
    setBounds = (bounds: object) => done.push(JSON.stringify(bounds));
  }
  const set = (event: string) => (listener: Listener) => session.set(event, listener);
  const electron = {
    WebContentsView,
    MessageChannelMain: class {
      port1 = { on: () => {}, start: () => {}, postMessage: () => {}, close: () => {} };
      port2 = {};
    },
    nativeTheme: { themeSource: 'system' },
    shell: { openExternal: async (url: string) => done.push(`external ${url}`) },
    dialog: {
      showOpenDialog: async (_window: object, options: object) => ({ canceled: false, filePaths: [options] }),
    },
    session: {
      fromPartition: (partition: string) => {
        sessions.push(partition);
        return {
          clearStorageData: async () => done.push(`clear ${partition}`),
          clearCache: async () => {},
          setProxy: async (config: object) => done.push(`proxy ${JSON.stringify(config)}`),
          protocol: { handle: (_scheme: string, handler: Listener) => session.set('page', handler) },
          setPermissionRequestHandler: set('permission'),
          setPermissionCheckHandler: set('check'),
          setDevicePermissionHandler: set('device'),
          on: (event: string, listener: Listener) => session.set(event, listener),
          webRequest: {
            onBeforeRequest: set('request'),
            onBeforeSendHeaders: set('headers'),
            onHeadersReceived: set('answer'),
            onCompleted: set('completed'),
            onErrorOccurred: set('error'),
          },
        };
      },
    },
  };
  const window = {
    isDestroyed: () => false,
    webContents: { getZoomFactor: () => 2 },
    contentView: { addChildView: () => done.push('add'), removeChildView: () => done.push('remove') },
  };
  const views = new DesktopExtensionViews({
    electron: electron as unknown as ExtensionViewsOptions['electron'],
    preload: '/preload.cjs',
    client: join(home, 'client.js'),
    backend: {
      extensions: {
        find: () => extension,
        all: () => all,
        onChange: (listener: () => void) => {
          remove = () => {
            all.pop();
            listener();
          };
        },
      },
      extensionViews: {
        connect: (_transport: unknown, view: unknown) => connected.push(view),
        shown: () => view,
      },
    } as unknown as ExtensionViewsOptions['backend'],
    own: new OwnServices(() => [2376]),
    proxies: {
      session: () => ({ mode: 'direct' }),
      login: ({ host }) => (host === 'proxy.example' ? ['user', 'secret'] : undefined),
      onChange: () => () => {},
    },
    warn: () => {},
    window: () => window as unknown as ReturnType<ExtensionViewsOptions['window']>,
  });
  const view = new ExtensionView({
    ...{ extensionId: 'org_a', imageId: 'sha256:1', search: 'code=1', dark: false, isOnOwnEngine: true },
  });
  return {
    views,
    view,
    done,
    contents,
    session,
    sessions,
    connected,
    electron,
    webContents,
    options: () => made,
    remove: () => remove(),
  };
}
