const PROXY = '/.pier/proxy';
const MARK = 'x-pier-proxy';

/**
 * In Docker Desktop a page may ask any address and read the answer. A browser asks the other side, which does not know
 * the page: so requests to other origins go through a path of the page's own, which passes them on.
 */
export function passCrossOriginOn(page: typeof globalThis & Window): void {
  const own = page.location.origin;
  /** The way around for an address elsewhere; undefined for the page's own, and for what is no web address. */
  const around = (address: string | URL, scheme: RegExp): string | undefined => {
    if (!URL.canParse(String(address), page.document.baseURI)) return undefined;
    const url = new URL(String(address), page.document.baseURI);
    if (!scheme.test(url.protocol) || url.host === page.location.host) return undefined;
    return `${PROXY}?url=${encodeURIComponent(url.href)}`;
  };
  patchFetch(page, (address) => around(address, /^https?:$/));
  patchXhr(page, (address) => around(address, /^https?:$/));
  patchConstructor(page, 'EventSource', (address) => around(address, /^https?:$/));
  patchConstructor(page, 'WebSocket', (address) => {
    const path = around(address, /^(wss?|https?):$/);
    return path && own.replace(/^http/, 'ws') + path.replace('url=http', 'url=ws');
  });
  const sendBeacon = page.navigator.sendBeacon.bind(page.navigator);
  page.navigator.sendBeacon = (address, data) => sendBeacon(around(address, /^https?:$/) ?? address, data);
}

type Around = (address: string | URL) => string | undefined;

function patchFetch(page: typeof globalThis & Window, around: Around): void {
  const plain = page.fetch.bind(page);
  page.fetch = async (input, init) => {
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
    const asked = given ? given.url : new URL(String(input), page.document.baseURI).href;
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

function patchXhr(page: typeof globalThis & Window, around: Around): void {
  const { open } = page.XMLHttpRequest.prototype;
  page.XMLHttpRequest.prototype.open = function (
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
  const answered = Object.getOwnPropertyDescriptor(page.XMLHttpRequest.prototype, 'responseURL')?.get;
  Object.defineProperty(page.XMLHttpRequest.prototype, 'responseURL', {
    configurable: true,
    get(this: XMLHttpRequest) {
      const url = (answered?.call(this) as string | undefined) ?? '';
      return url.includes(PROXY) ? (this.getResponseHeader('x-pier-url') ?? url) : url;
    },
  });
}

function patchConstructor(
  page: typeof globalThis & Window,
  name: 'EventSource' | 'WebSocket',
  around: Around,
): void {
  const plain = page[name] as unknown as new (address: string | URL, options?: unknown) => object;
  const patched = new Proxy(plain, {
    construct(target, [address, ...options], newTarget) {
      const path = around(address);
      const made = Reflect.construct(target, [path ?? address, ...options], newTarget);
      if (path !== undefined) {
        Object.defineProperty(made, 'url', { value: new URL(address, page.document.baseURI).href });
      }
      return made;
    },
  });
  (page as unknown as Record<string, unknown>)[name] = patched;
}
