import { describe, expect, it, vi } from 'vitest';

type Listener = (...parameters: unknown[]) => unknown;

const electron = vi.hoisted(() => ({
  app: new Map<string, Listener>(),
  options: [] as { webPreferences: Record<string, unknown> }[],
  addresses: [] as string[],
  request: undefined as Listener | undefined,
  check: undefined as Listener | undefined,
}));

vi.mock('electron', () => ({
  app: { on: (event: string, listener: Listener) => electron.app.set(event, listener) },
  BrowserWindow: class {
    constructor(options: (typeof electron.options)[number]) {
      electron.options.push(options);
    }
    once() {}
    async loadURL(url: string) {
      electron.addresses.push(url);
    }
  },
  session: {
    defaultSession: {
      setPermissionRequestHandler(handler: Listener) {
        electron.request = handler;
      },
      setPermissionCheckHandler(handler: Listener) {
        electron.check = handler;
      },
    },
  },
}));

const { denyByDefault, openMainWindow } = await import('./window.ts');

it('opens the window on our own page, without Node and in a sandbox', () => {
  openMainWindow('/preload.cjs');
  expect(electron.addresses).toEqual(['app://pier/']);
  expect(electron.options[0]?.webPreferences).toMatchObject({
    preload: '/preload.cjs',
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    webviewTag: false,
  });
});

describe('denyByDefault', () => {
  const opened: string[] = [];
  denyByDefault((url) => opened.push(url));
  const contents = new Map<string, Listener>();
  let onOpen: Listener = () => {};
  electron.app.get('web-contents-created')?.(undefined, {
    on: (event: string, listener: Listener) => contents.set(event, listener),
    setWindowOpenHandler(handler: Listener) {
      onOpen = handler;
    },
  });

  it.each([
    ['app://pier/', false],
    ['https://example.com/', true],
    ['app://other/', true],
    ['file:///etc/passwd', true],
  ])('navigation to %s: refused %s', (url, refused) => {
    const preventDefault = vi.fn();
    contents.get('will-navigate')?.({ url, preventDefault });
    expect(preventDefault).toHaveBeenCalledTimes(refused ? 1 : 0);
  });

  it('opens no window, and hands web addresses alone to the browser', () => {
    for (const url of ['http://localhost:8080', 'file:///etc/passwd', 'javascript:alert(1)', 'vscode://x']) {
      expect(onOpen({ url })).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual(['http://localhost:8080']);
  });

  it('refuses webviews', () => {
    const preventDefault = vi.fn();
    contents.get('will-attach-webview')?.({ preventDefault });
    expect(preventDefault).toHaveBeenCalledOnce();
  });

  it('grants our page to write the clipboard, and nothing else to anybody', () => {
    const asks = (url: string, permission: string) => {
      const decide = vi.fn();
      electron.request?.({ getURL: () => url }, permission, decide);
      return decide.mock.calls[0]?.[0];
    };
    expect(asks('app://pier/', 'clipboard-sanitized-write')).toBe(true);
    expect(asks('https://example.com/', 'clipboard-sanitized-write')).toBe(false);
    expect(asks('app://pier/', 'media')).toBe(false);
    expect(electron.check?.()).toBe(false);
  });
});
