import type * as Electron from 'electron';
import {
  EXTENSION_SCHEME,
  extensionOrigin,
  isOnOrigin,
  mayLoad,
  openAnswer,
  type Preflight,
  preflightOf,
  withoutPage,
} from '../desktop/extension-requests.ts';
import type { PageAnswer } from '../extension-pages/extension-page.ts';
import { type OwnServices, portOf } from '../extension-pages/own-services.ts';
import { pageHeaders } from '../extension-pages/page-headers.ts';

const HEADERS = pageHeaders({
  ancestors: "'none'",
  // The session looks where to: see below.
  connects: "'self' https: http: ws: wss: data: blob:",
});

/**
 * Readies the session of one extension: its own storage, its scheme, no permission but to write the clipboard and to
 * fill the screen, requests to anybody but Pier, and answers that its page may read.
 * @param options.name of its origin @param options.answer the file of its page for a path
 */
export function openExtensionSession(options: {
  session: Electron.Session;
  name: string;
  own: OwnServices;
  answer(pathname: string, search: string): Promise<PageAnswer>;
}): void {
  const { session, name, own, answer } = options;
  const origin = extensionOrigin(name);
  session.protocol.handle(EXTENSION_SCHEME, async (request) => {
    if (!isOnOrigin(request.url, origin)) return new Response('Not found', { status: 404, headers: HEADERS });
    const { pathname, search } = new URL(request.url);
    const { status, headers, body } = await answer(pathname, search);
    return new Response(new Uint8Array(body), { status, headers: { ...HEADERS, ...headers } });
  });
  session.setPermissionRequestHandler((contents, permission, decide) => {
    const isOpen = permission === 'clipboard-sanitized-write' || permission === 'fullscreen';
    decide(isOpen && isOnOrigin(contents.getURL(), origin));
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (mayLoad(item.getURL(), origin) !== 'own') event.preventDefault();
  });
  openTheWeb(session, origin, own);
}

/** As in Docker Desktop a page may ask any address and read the answer; but nothing of Pier's own. */
function openTheWeb(session: Electron.Session, origin: string, own: OwnServices): void {
  const asked = new Map<number, Preflight>();
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    const target = mayLoad(url, origin);
    if (target !== 'web') decide({ cancel: target === 'never' });
    else void isOwnService(url, own).then((cancel) => decide({ cancel }));
  });
  session.webRequest.onBeforeSendHeaders(({ id, url, method, requestHeaders }, decide) => {
    if (mayLoad(url, origin) !== 'web') return decide({});
    const preflight = preflightOf(method, requestHeaders);
    if (preflight) asked.set(id, preflight);
    return decide({ requestHeaders: withoutPage(requestHeaders) });
  });
  session.webRequest.onHeadersReceived(({ id, url, responseHeaders }, decide) => {
    const preflight = asked.get(id);
    asked.delete(id);
    if (mayLoad(url, origin) !== 'web') return decide({});
    return decide(openAnswer(responseHeaders, origin, preflight));
  });
  session.webRequest.onErrorOccurred(({ id }) => {
    asked.delete(id);
  });
}

/** By every name: what it is looked up as counts. What cannot be looked up is nobody's. */
function isOwnService(address: string, own: OwnServices): Promise<boolean> {
  const url = new URL(address);
  try {
    own.checkHost(url);
  } catch {
    return Promise.resolve(true);
  }
  const name = url.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    own.lookup(portOf(url))(name, { all: true }, (error) => resolve(error?.name === 'OwnServiceError'));
  });
}
