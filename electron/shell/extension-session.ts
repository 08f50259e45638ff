import type * as Electron from 'electron';
import {
  EXTENSION_SCHEME,
  extensionOrigin,
  isAskedByPage,
  isOnOrigin,
  mayLoad,
  openAnswer,
  type Preflight,
  preflightOf,
  withoutPage,
} from '../desktop/extension-requests.ts';
import { type ChosenProxies, keepProxied } from '../desktop/session-proxy.ts';
import type { PageAnswer } from '../extension-pages/extension-page.ts';
import type { OwnServices } from '../extension-pages/own-services.ts';
import { pageHeaders } from '../extension-pages/page-headers.ts';

const HEADERS = pageHeaders({
  ancestors: "'none'",
  // The session looks where to: see below.
  connects: "'self' https: http: ws: wss: data: blob:",
});

/**
 * Readies the session of one extension: its own storage, its scheme, no permission but to write the clipboard and to
 * fill the screen, requests to anybody but Pier, and answers that its page may read. It takes the proxies that Pier takes.
 * @param options.name of its origin @param options.answer the file of its page for a path
 */
export function openExtensionSession(options: {
  session: Electron.Session;
  name: string;
  own: OwnServices;
  proxies: ChosenProxies;
  answer(pathname: string, search: string): Promise<PageAnswer>;
  warn(message: string, error: unknown): void;
}): void {
  const { session, name, own, proxies, answer, warn } = options;
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
  keepProxied(session, proxies, (error) => warn('An extension does not use the proxy.', error));
  openTheWeb(session, origin, own);
}

/** As in Docker Desktop a page may ask any address and read the answer; but nothing of Pier's own. */
function openTheWeb(session: Electron.Session, origin: string, own: OwnServices): void {
  /** Of the page itself, while they have no answer. */
  const asked = new Map<number, { preflight: Preflight | undefined }>();
  session.webRequest.onBeforeRequest(({ url }, decide) => {
    const target = mayLoad(url, origin);
    decide({ cancel: target === 'never' || (target === 'web' && isOwnService(url, own)) });
  });
  session.webRequest.onBeforeSendHeaders((details, decide) => {
    const { id, url, method, requestHeaders } = details;
    if (mayLoad(url, origin) !== 'web' || !isAskedByPage(details, origin)) return decide({});
    asked.set(id, { preflight: preflightOf(method, requestHeaders) });
    return decide({ requestHeaders: withoutPage(requestHeaders) });
  });
  session.webRequest.onHeadersReceived(({ id, responseHeaders }, decide) => {
    const own = asked.get(id);
    asked.delete(id);
    return decide(own ? openAnswer(responseHeaders, origin, own.preflight) : {});
  });
  const forget = ({ id }: { id: number }) => void asked.delete(id);
  // An answer from the cache has no headers that come.
  session.webRequest.onCompleted(forget);
  session.webRequest.onErrorOccurred(forget);
}

/** By whatever name. */
function isOwnService(address: string, own: OwnServices): boolean {
  try {
    own.checkUnseen(new URL(address));
    return false;
  } catch {
    return true;
  }
}
