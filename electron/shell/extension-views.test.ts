import { beforeEach, describe, expect, it } from 'vitest';
import { desktop, keepExtensionFiles, name, origin } from './test-extension-views.ts';

keepExtensionFiles();

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
