import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import type { InstalledExtension } from '../backend/extensions/installed-extensions.ts';
import { ExtensionView } from '../backend/extensions/views/extension-view.ts';
import { originName } from '../extension-pages/extension-origin.ts';
import { OwnServices } from '../extension-pages/own-services.ts';
import { DesktopExtensionViews, type ExtensionViewsOptions } from './extension-views.ts';

type Listener = (...parameters: unknown[]) => unknown;

const home = mkdtempSync(join(tmpdir(), 'pier-shell-extensions-'));
afterAll(() => rmSync(home, { recursive: true }));
writeFileSync(join(home, 'index.html'), '<html><head></head></html>');
writeFileSync(join(home, 'client.js'), 'client');

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
const name = originName(extension);
const origin = `pier-extension://${name}`;

/** Electron as far as it is used, with one window. */
function desktop() {
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

describe('DesktopExtensionViews', () => {
  let app: ReturnType<typeof desktop>;
  beforeEach(async () => {
    app = desktop();
    await app.views.open(app.view);
  });

  it('makes a strict page in a session of its own, hidden until it has a place', async () => {
    const { views, view, done, sessions, options } = app;
    expect(options()?.webPreferences).toMatchObject({
      partition: `persist:ext-${name}`,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
    });
    expect(done).toEqual([
      'proxy {"mode":"direct"}',
      'visible false',
      'add',
      `load ${origin}/index.html?v1&code=1`,
    ]);
    views.place(view, { x: 1, y: 2.3, width: 10, height: 20 });
    views.place(view, undefined);
    expect(done.slice(4)).toEqual(['{"x":2,"y":5,"width":20,"height":40}', 'visible true', 'visible false']);
    await views.open(view);
    expect(sessions).toHaveLength(1);
    views.close(view);
    views.close(view);
    expect(done.slice(-2)).toEqual(['remove', 'close']);
  });

  it('connects its main frame in the role of its view, and nobody else', () => {
    const { views, view, connected, webContents } = app;
    const frame = (url: string) => ({ url, postMessage: () => {} });
    const ask = (sender: object, senderFrame: object | null, mainFrame = senderFrame) => {
      Object.assign(sender, { mainFrame });
      views.connect({ sender, senderFrame } as unknown as Parameters<typeof views.connect>[0]);
    };
    ask(webContents, frame('https://example.com/'));
    ask(webContents, frame('pier-extension://other/'));
    ask(webContents, frame(`${origin}/`), frame(`${origin}/`));
    ask(webContents, null);
    ask({}, frame(`${origin}/`));
    expect(connected).toEqual([]);
    ask(webContents, frame(`${origin}/index.html`));
    expect(connected).toEqual([view]);
    views.close(view);
    ask(webContents, frame(`${origin}/index.html`));
    expect(connected).toHaveLength(1);
  });

  it('serves its page with the client first, on its own origin alone', async () => {
    const page = app.session.get('page') as (request: { url: string }) => Promise<Response>;
    const answer = await page({ url: `${origin}/index.html?v1` });
    expect(await answer.text()).toMatch(/^<html><head><script src="\/\.pier\/client\.js" data-pier="/);
    expect(answer.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(await (await page({ url: `${origin}/.pier/client.js` })).text()).toBe('client');
    expect((await page({ url: 'pier-extension://other/index.html' })).status).toBe(404);
    expect((await page({ url: `${origin}/..%2f..%2fetc/passwd` })).status).toBe(404);
  });

  it.each([
    ['https://192.0.2.1/', false],
    ['http://127.0.0.1:8080/', false],
    ['http://127.0.0.1:2376/', true],
    ['http://localhost:2376/', true],
    ['ws://0x7f.1:2376/', true],
    ['http://[::1]:2376/', true],
    // A name that stands for another address now, and for this computer when it is connected to.
    ['https://rebinds.example:2376/', true],
    ['https://192.0.2.1:2376/', false],
    ['https://rebinds.example:8443/', false],
    ['app://pier/index.html', true],
    ['file:///etc/passwd', true],
    ['pier-extension://other/', true],
  ])('a request to %s: refused %s', async (url, refused) => {
    const answer = await new Promise((resolve) => app.session.get('request')?.({ url }, resolve));
    expect(answer).toEqual({ cancel: refused });
  });

  it('opens answers of the web to the page itself, not to the sites that it frames', async () => {
    const ask = (details: object, id = 1) => {
      const url = 'https://api.example/';
      const requestHeaders = { Origin: 'x', Accept: '*/*' };
      const decided: { requestHeaders?: object; responseHeaders?: object }[] = [];
      const decide = (answer: object) => decided.push(answer);
      app.session.get('headers')?.({ id, url, method: 'GET', requestHeaders, ...details }, decide);
      const responseHeaders = { 'access-control-allow-origin': ['https://site.example'] };
      app.session.get('answer')?.({ id, url, responseHeaders }, decide);
      return decided.map((answer) => Object.keys(answer).length > 0);
    };
    const [own, other] = [{ origin }, { origin: 'https://site.example' }];
    expect(ask({ resourceType: 'xhr', frame: own })).toEqual([true, true]);
    expect(ask({ resourceType: 'xhr', frame: other })).toEqual([false, false]);
    expect(ask({ resourceType: 'subFrame', frame: own })).toEqual([false, false]);
    // A worker has no frame.
    expect(ask({ resourceType: 'xhr', requestHeaders: { origin } })).toEqual([true, true]);
    expect(ask({ resourceType: 'xhr', requestHeaders: { origin: other.origin } })).toEqual([false, false]);
  });

  it('opens web addresses in the browser of the person, and nothing else', () => {
    const { views, done } = app;
    for (const url of ['file:///etc/passwd', 'vscode://x', 'https://example.com/']) views.openExternal(url);
    expect(done.slice(-2)).toEqual([expect.stringMatching(/^load/), 'external https://example.com/']);
  });

  it('ends what is shown when the window closes into the tray, and shows it again with that', async () => {
    const { views, view } = app;
    const { signal } = new AbortController();
    await views.whenShown(signal);
    views.setInTray(true);
    expect(view.ended.aborted).toBe(true);
    let isShown = false;
    const shown = views.whenShown(signal).then(() => {
      isShown = true;
    });
    const gone = new AbortController();
    const given = views.whenShown(gone.signal);
    gone.abort();
    await expect(given).rejects.toThrow('abort');
    expect(isShown).toBe(false);
    views.setInTray(false);
    await shown;
  });

  it('opens developer tools by the documented keys', () => {
    const keys = 'Up Up Down Down Left Right Left Right p d t'.split(' ');
    for (const key of keys) {
      app.contents.get('before-input-event')?.(
        {},
        { type: 'keyDown', key: key.length > 1 ? `Arrow${key}` : key },
      );
      app.contents.get('before-input-event')?.({}, { type: 'keyUp', key });
    }
    expect(app.done.filter((each) => each === 'tools')).toHaveLength(1);
  });

  it('leaves nothing that an extension stored when that is removed', () => {
    app.remove();
    expect(app.done.at(-1)).toBe(`clear persist:ext-${name}`);
  });

  it('tells how its load went, and keeps it where it is', async () => {
    const { view, contents } = app;
    contents.get('did-navigate')?.({}, `${origin}/`, 404);
    contents.get('dom-ready')?.();
    contents.get('did-fail-load')?.({}, -6, 'ERR_FILE_NOT_FOUND', `${origin}/`, true);
    contents.get('dom-ready')?.();
    contents.get('did-fail-load')?.({}, -6, 'ERR_FILE_NOT_FOUND', 'https://example.com/', false);
    contents.get('did-navigate')?.({}, `${origin}/`, 200);
    contents.get('dom-ready')?.();
    contents.get('render-process-gone')?.({}, { reason: 'oom' });
    const told: string[] = [];
    for await (const event of view.events(new AbortController().signal)) {
      told.push(event.kind === 'failed' ? event.reason : event.kind);
      if (told.length === 4) break;
    }
    expect(told).toEqual(['load', 'load', 'loaded', 'crash']);
    const refuses = (url: string, isMainFrame: boolean) => {
      let refused = false;
      const preventDefault = () => {
        refused = true;
      };
      contents.get('will-frame-navigate')?.({ url, isMainFrame, preventDefault });
      return refused;
    };
    expect(refuses(`${origin}/b.html`, true)).toBe(false);
    expect(refuses('https://example.com/', true)).toBe(true);
    expect(refuses('https://example.com/', false)).toBe(false);
    expect(refuses('app://pier/', false)).toBe(true);
  });

  it('signs in to the proxy that Pier takes, and to nobody else', () => {
    const asks = (host: string) => {
      const answers: unknown[] = [];
      const event = { preventDefault: () => answers.push('taken') };
      const info = { isProxy: true, host, port: 3128 };
      app.contents.get('login')?.(event, {}, info, (...login: string[]) => answers.push(login));
      return answers;
    };
    expect(asks('proxy.example')).toEqual(['taken', ['user', 'secret']]);
    expect(asks('other.example')).toEqual([]);
  });

  it('has no permission but the clipboard and the whole screen, and takes the theme', () => {
    const asks = (permission: string, url = `${origin}/`) => {
      let answer: unknown;
      app.session.get('permission')?.({ getURL: () => url }, permission, (granted: unknown) => {
        answer = granted;
      });
      return answer;
    };
    expect(asks('clipboard-sanitized-write')).toBe(true);
    expect(asks('clipboard-sanitized-write', 'https://example.com/')).toBe(false);
    for (const permission of ['media', 'geolocation', 'notifications', 'openExternal']) {
      expect(asks(permission)).toBe(false);
    }
    app.views.setTheme('dark');
    expect(app.electron.nativeTheme.themeSource).toBe('dark');
    app.views.setTheme('auto');
    expect(app.electron.nativeTheme.themeSource).toBe('system');
  });

  it('opens the system’s dialog with what an extension may decide', async () => {
    const { views, view } = app;
    const props = { title: 'T', properties: ['openDirectory', 'evil'] };
    const asked = views.choosePaths(view, props);
    expect(await views.choosePaths(view, props)).toEqual({ canceled: true, filePaths: [] });
    const chosen = { canceled: false, filePaths: [{ title: 'T', properties: ['openDirectory'] }] };
    expect(await asked).toEqual(chosen);
    expect(await views.choosePaths(view, props)).toEqual(chosen);
  });
});
