import { PROXY_PATH } from '../own-paths.ts';

const MARK = 'x-pier-proxy';

/** The global object of a page, or of a worker. */
export type Scope = typeof globalThis & Pick<Window, 'location'>;

/**
 * In Docker Desktop a page may ask any address and read the answer. A browser asks the other side, which does not know
 * the page: so requests to other origins go through a path of the page's own, which passes them on.
 */
export function passCrossOriginOn(scope: Scope): void {
  // That of a worker made of a blob is that of its page; its address has no other part of it.
  const own = new URL(scope.location.origin);
  /** The way around for an address elsewhere; undefined for the page's own, and for what is no web address. */
  const around = (address: string | URL, scheme: RegExp): string | undefined => {
    if (!URL.canParse(String(address), baseOf(scope))) return undefined;
    const url = new URL(String(address), baseOf(scope));
    if (!scheme.test(url.protocol) || url.host === own.host) return undefined;
    return `${own.origin}${PROXY_PATH}?url=${encodeURIComponent(url.href)}`;
  };
  patchFetch(scope, (address) => around(address, /^https?:$/));
  patchXhr(scope, (address) => around(address, /^https?:$/));
  patchConstructor(scope, 'EventSource', (address) => around(address, /^https?:$/));
  patchConstructor(scope, 'WebSocket', (address) =>
    around(address, /^(wss?|https?):$/)
      ?.replace(/^http/, 'ws')
      .replace('url=http', 'url=ws'),
  );
  // Workers have none.
  const sendBeacon = scope.navigator.sendBeacon?.bind(scope.navigator);
  if (!sendBeacon) return;
  scope.navigator.sendBeacon = (address, data) => sendBeacon(around(address, /^https?:$/) ?? address, data);
}

function baseOf(scope: Scope): string {
  return scope.document?.baseURI ?? scope.location.href;
}

type Around = (address: string | URL) => string | undefined;

function patchFetch(scope: Scope, around: Around): void {
  const plain = scope.fetch.bind(scope);
  scope.fetch = async (input, init) => {
    const given = input instanceof Request ? input : undefined;
    const path = around(given ? given.url : (input as string | URL));
    if (path === undefined) return plain(input, init);
    const headers = new Headers(init?.headers ?? given?.headers);
    headers.set(MARK, '1');
    const redirect = init?.redirect ?? given?.redirect ?? 'follow';
    if (redirect !== 'follow') headers.set('x-pier-redirect', redirect);
    const sent: RequestInit = {
      ...(given && (await parts(given))),
      ...init,
      headers,
      mode: 'same-origin',
      credentials: 'same-origin',
    };
    const answer = await plain(path, sent);
    const url = answer.headers.get('x-pier-url');
    const asked = given ? given.url : new URL(String(input), baseOf(scope)).href;
    // Libraries ask where they were led to.
    if (url) Object.defineProperties(answer, { url: { value: url }, redirected: { value: url !== asked } });
    return answer;
  };
}

/** A request's members for another address. Its body is taken whole: one that streams needs another HTTP. */
async function parts(request: Request): Promise<RequestInit> {
  const { method, signal, cache, redirect, integrity, keepalive } = request;
  const body = method === 'GET' || method === 'HEAD' ? undefined : await request.clone().blob();
  return { method, signal, cache, redirect, integrity, keepalive, ...(body && { body }) };
}

function patchXhr(scope: Scope, around: Around): void {
  const { open } = scope.XMLHttpRequest.prototype;
  scope.XMLHttpRequest.prototype.open = function (
    this: XMLHttpRequest,
    method: string,
    address: string | URL,
    async?: boolean,
    ...login: [string?, string?]
  ) {
    const path = around(address);
    open.call(this, method, path ?? address, async ?? true, ...(login as [string, string]));
    if (path !== undefined) this.setRequestHeader(MARK, '1');
  } as typeof open;
  const answered = Object.getOwnPropertyDescriptor(scope.XMLHttpRequest.prototype, 'responseURL')?.get;
  Object.defineProperty(scope.XMLHttpRequest.prototype, 'responseURL', {
    configurable: true,
    get(this: XMLHttpRequest) {
      const url = (answered?.call(this) as string | undefined) ?? '';
      return url.includes(PROXY_PATH) ? (this.getResponseHeader('x-pier-url') ?? url) : url;
    },
  });
}

function patchConstructor(scope: Scope, name: 'EventSource' | 'WebSocket', around: Around): void {
  const plain = scope[name] as unknown as new (address: string | URL, options?: unknown) => object;
  const patched = new Proxy(plain, {
    construct(target, [address, ...options], newTarget) {
      const path = around(address);
      const made = Reflect.construct(target, [path ?? address, ...options], newTarget);
      if (path !== undefined) {
        Object.defineProperty(made, 'url', { value: new URL(address, baseOf(scope)).href });
      }
      return made;
    },
  });
  (scope as unknown as Record<string, unknown>)[name] = patched;
}
