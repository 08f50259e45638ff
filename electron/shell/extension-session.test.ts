import { beforeEach, describe, expect, it } from 'vitest';
import { desktop, keepExtensionFiles, origin } from './test-extension-views.ts';

keepExtensionFiles();

describe('the session of an extension', () => {
  let app: ReturnType<typeof desktop>;
  beforeEach(async () => {
    app = desktop();
    await app.views.open(app.view);
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
});
