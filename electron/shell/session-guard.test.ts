import { describe, expect, it } from 'vitest';
import { denyByDefault, isOwnFrame, openExternal } from './session-guard.ts';

type Listener = (...parameters: unknown[]) => unknown;

/** Electron as far as the guard knows it, with one page. */
function guarded() {
  const app = new Map<string, Listener>();
  const contents = new Map<string, Listener>();
  const session = new Map<string, Listener>();
  const opened: string[] = [];
  const on = (listeners: Map<string, Listener>) => (event: string, listener: Listener) =>
    listeners.set(event, listener);
  const set = (name: string) => (handler: Listener) => session.set(name, handler);
  const electron = {
    app: { on: on(app) },
    session: {
      defaultSession: {
        on: on(session),
        setPermissionRequestHandler: set('request'),
        setPermissionCheckHandler: set('check'),
        setDevicePermissionHandler: set('device'),
      },
    },
  };
  denyByDefault(electron as unknown as Parameters<typeof denyByDefault>[0], (url) => opened.push(url));
  app.get('web-contents-created')?.(undefined, {
    on: on(contents),
    setWindowOpenHandler: (handler: Listener) => contents.set('open', handler),
  });
  /** Whether an event of the page, or of a download, is refused. */
  const refuses = (listeners: Map<string, Listener>, event: string, ...parameters: object[]) => {
    let refused = false;
    const preventDefault = () => {
      refused = true;
    };
    const [details, ...rest] = parameters;
    listeners.get(event)?.({ ...details, preventDefault }, ...rest);
    return refused;
  };
  return { contents, session, opened, refuses };
}

describe('denyByDefault', () => {
  const { contents, session, opened, refuses } = guarded();

  it.each(
    ['will-navigate', 'will-frame-navigate', 'will-redirect'].flatMap((event) => [
      [event, 'app://pier/', false] as const,
      [event, 'app://pier/#/images', false] as const,
      [event, 'https://example.com/', true] as const,
      [event, 'app://other/', true] as const,
      [event, 'file:///etc/passwd', true] as const,
      [event, 'javascript:alert(1)', true] as const,
      [event, 'data:text/html,x', true] as const,
    ]),
  )('%s to %s: refused %s', (event, url, refused) => {
    expect(refuses(contents, event, { url })).toBe(refused);
  });

  it('opens no window, and hands web addresses alone to the browser', () => {
    for (const url of ['http://localhost:8080', 'file:///etc/passwd', 'javascript:alert(1)', 'vscode://x']) {
      expect(contents.get('open')?.({ url })).toEqual({ action: 'deny' });
    }
    expect(opened).toEqual(['http://localhost:8080']);
  });

  it('refuses webviews', () => {
    expect(refuses(contents, 'will-attach-webview', {})).toBe(true);
  });

  it('grants our page to write the clipboard, and nothing else to anybody', () => {
    const asks = (url: string, permission: string) => {
      let answer: unknown;
      session.get('request')?.({ getURL: () => url }, permission, (granted: unknown) => {
        answer = granted;
      });
      return answer;
    };
    expect(asks('app://pier/', 'clipboard-sanitized-write')).toBe(true);
    expect(asks('https://example.com/', 'clipboard-sanitized-write')).toBe(false);
    for (const permission of ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal']) {
      expect(asks('app://pier/', permission), permission).toBe(false);
    }
    expect(session.get('check')?.()).toBe(false);
    expect(session.get('device')?.()).toBe(false);
  });

  it.each([
    ['app://pier/transfer/abc', false],
    ['blob:app://pier/abc', false],
    ['https://example.com/a.exe', true],
  ])('a download of %s: refused %s', (url, refused) => {
    expect(refuses(session, 'will-download', {}, { getURL: () => url })).toBe(refused);
  });
});

describe('isOwnFrame', () => {
  const frame = (url: string) => ({ url });
  const asks = (senderFrame: object | null, mainFrame = senderFrame) =>
    isOwnFrame({ senderFrame, sender: { mainFrame } } as unknown as Parameters<typeof isOwnFrame>[0]);

  it('is the main frame of a page of ours, and no other', () => {
    expect(asks(frame('app://pier/#/images'))).toBe(true);
    expect(asks(frame('https://example.com/'))).toBe(false);
    expect(asks(frame('app://pier/'), frame('app://pier/'))).toBe(false);
    // A frame that is gone by the time its message arrives.
    expect(asks(null)).toBe(false);
  });
});

it('hands web addresses alone to the browser, and minds no browser that is missing', async () => {
  const opened: string[] = [];
  const shell = {
    openExternal: async (url: string) => {
      opened.push(url);
      throw new Error('There is no browser.');
    },
  };
  for (const url of ['https://example.com', 'file:///bin/sh', 'pier://quit']) openExternal(shell, url);
  await Promise.resolve();
  expect(opened).toEqual(['https://example.com']);
});
