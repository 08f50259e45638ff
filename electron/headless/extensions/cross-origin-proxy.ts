import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type HostProxies, proxyFor } from '../../backend/network/host-proxies.ts';
import { openRequest } from '../../backend/network/proxy-tunnel.ts';
import { type OwnServices, portOf } from '../../extension-pages/own-services.ts';

const MAX_REDIRECTS = 20;
/** A redirect that wants the body again gets it up to this, in bytes. */
const REPLAY_LIMIT = 4 * 1024 * 1024;

/** What a browser says of the page, and what is of the connection: the other side is not told. */
const NOT_SENT =
  /^(connection|cookie|expect|host|keep-alive|origin|proxy-.*|referer|sec-fetch-.*|te|trailer|transfer-encoding|upgrade|upgrade-insecure-requests|x-pier-.*)$/;
/**
 * What would act on the origin of the extension, what is of the connection, and what has the browser ask for a password as
 * if Pier wanted it.
 */
const NOT_ANSWERED =
  /^(alt-svc|clear-site-data|connection|content-security-policy.*|keep-alive|nel|origin-agent-cluster|proxy-.*|refresh|report(ing)?-.*|service-worker-allowed|set-cookie2?|strict-transport-security|trailer|transfer-encoding|upgrade|www-authenticate|x-frame-options|x-pier-.*)$/;

/**
 * Passes requests of extensions on to other origins: a browser would not let a page read the answers. Nothing of the
 * browser's goes along (cookies, where it comes from), and no service of Pier is reached, by whatever name or redirect.
 */
export class CrossOriginProxy {
  readonly #own: OwnServices;
  readonly #proxies: () => HostProxies;
  readonly #agents = {
    'http:': new HttpAgent({ keepAlive: true, maxFreeSockets: 16 }),
    'https:': new HttpsAgent({ keepAlive: true, maxFreeSockets: 16 }),
  };

  /** @param options.proxies that Pier itself takes now */
  constructor(options: { own: OwnServices; proxies: () => HostProxies }) {
    this.#own = options.own;
    this.#proxies = options.proxies;
  }

  /** Answers as the other side does; breaks the connection off, as a browser sees it, where there is no answer. */
  async answer(request: IncomingMessage, response: ServerResponse, address: string): Promise<void> {
    const gone = new AbortController();
    response.once('close', () => gone.abort());
    try {
      const { answer, url } = await this.#follow(request, address, gone.signal);
      const headers = Object.entries(answer.headers).filter(([name]) => !NOT_ANSWERED.test(name));
      response.writeHead(answer.statusCode ?? 502, answer.statusMessage, {
        ...Object.fromEntries(headers),
        'x-pier-url': url.href,
        // What comes from elsewhere never runs in the origin of the extension.
        'content-security-policy': "sandbox; default-src 'none'; frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
      });
      await pipeline(answer, response);
    } catch {
      response.destroy();
    }
  }

  /** Passes a WebSocket on. */
  async upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, address: string): Promise<void> {
    socket.on('error', () => socket.destroy());
    try {
      const headers = { ...sentHeaders(request.headers), connection: 'Upgrade', upgrade: 'websocket' };
      const started = await this.#start(webSocketTarget(address), 'GET', headers, { becomesSocket: true });
      started.on('error', () => socket.destroy());
      if (socket.destroyed) started.destroy();
      socket.once('close', () => started.destroy());
      started.once('response', () => socket.destroy());
      started.once('upgrade', (answer, other: Duplex, otherHead: Buffer) =>
        joinSockets(answer, [socket, head], [other, otherHead]),
      );
      started.end();
    } catch {
      socket.destroy();
    }
  }

  dispose(): void {
    for (const agent of Object.values(this.#agents)) agent.destroy();
  }

  /** Redirects are followed here: each hop is looked at. */
  async #follow(
    request: IncomingMessage,
    address: string,
    signal: AbortSignal,
  ): Promise<{ answer: IncomingMessage; url: URL }> {
    const redirects = request.headers['x-pier-redirect'];
    const body = new ReplayedBody(request);
    let url = new URL(address);
    let method = request.method ?? 'GET';
    let headers = sentHeaders(request.headers);
    for (let hops = 0; ; hops += 1) {
      if (!hasBody(method)) headers = withoutBodyHeaders(headers);
      const started = await this.#start(url, method, headers);
      const onAbort = () => started.destroy();
      signal.addEventListener('abort', onAbort);
      if (signal.aborted) onAbort();
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        started.once('response', resolve);
        started.once('error', reject);
      });
      if (hasBody(method)) body.send(started);
      else started.end();
      const answer = await answered;
      const next = redirectOf(answer, url);
      if (!next || redirects === 'manual') return { answer, url };
      answer.destroy();
      signal.removeEventListener('abort', onAbort);
      if (redirects === 'error' || hops >= MAX_REDIRECTS) throw new Error('too many redirects');
      const status = answer.statusCode ?? 0;
      if (status === 303 || ((status === 301 || status === 302) && method === 'POST')) {
        method = method === 'HEAD' ? 'HEAD' : 'GET';
      }
      if (next.origin !== url.origin) {
        const { authorization: _, ...rest } = headers;
        headers = rest;
      }
      url = next;
    }
  }

  /** @throws Error for what is no web address, for what is Pier's own, and of a proxy that does not lead there */
  async #start(
    url: URL,
    method: string,
    headers: IncomingHttpHeaders,
    { becomesSocket = false } = {},
  ): Promise<ClientRequest> {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Error(`'${url.protocol}' is no web`);
    const proxy = proxyFor(url, this.#proxies());
    // Whoever connects looks the name up.
    if (proxy) this.#own.checkUnseen(url);
    else this.#own.checkHost(url);
    const { username, password } = url;
    const options = {
      method,
      headers: { ...headers, host: url.host },
      ...(username && { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` }),
      ...(proxy
        ? { agent: false, tunnels: becomesSocket }
        : {
            lookup: this.#own.lookup(portOf(url)),
            agent: becomesSocket ? false : this.#agents[url.protocol],
          }),
    } as const;
    return await openRequest(withoutLogin(url), proxy, options, {});
  }
}

/** What is told to the other side: no login in the address, and no place in the page. */
function withoutLogin(url: URL): URL {
  return Object.assign(new URL(url), { username: '', password: '', hash: '' });
}

/** Tells the page of the other side's assent, and passes on what either says. */
function joinSockets(
  answer: IncomingMessage,
  [socket, head]: [Duplex, Buffer],
  [other, otherHead]: [Duplex, Buffer],
): void {
  const lines = [`HTTP/1.1 101 ${answer.statusMessage ?? ''}`];
  for (let at = 0; at < answer.rawHeaders.length; at += 2) {
    const name = answer.rawHeaders[at] ?? '';
    if (/^set-cookie/i.test(name)) continue;
    lines.push(`${name}: ${answer.rawHeaders[at + 1] ?? ''}`);
  }
  socket.write(`${lines.join('\r\n')}\r\n\r\n`);
  if (otherHead.length > 0) socket.write(otherHead);
  if (head.length > 0) other.write(head);
  void pipeline(socket, other, socket).catch(() => {
    socket.destroy();
    other.destroy();
  });
}

function webSocketTarget(address: string): URL {
  const url = new URL(address);
  if (url.protocol !== 'ws:' && url.protocol !== 'wss:') throw new Error(`'${url.protocol}' is no WebSocket`);
  // Setting `protocol` does not change one special scheme for another everywhere.
  return new URL(url.href.replace(/^ws/, 'http'));
}

function sentHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !NOT_SENT.test(name)));
}

function withoutBodyHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^content-/.test(name)));
}

function hasBody(method: string): boolean {
  return method !== 'GET' && method !== 'HEAD';
}

function redirectOf(answer: IncomingMessage, from: URL): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || !location) return undefined;
  const next = new URL(location, from);
  if (next.hash === '') next.hash = from.hash;
  return next;
}

/** The body of a request, which is sent as it comes, and again where it was short. */
class ReplayedBody {
  readonly #request: IncomingMessage;
  #chunks: Buffer[] | undefined = [];
  #length = 0;
  #read = false;

  constructor(request: IncomingMessage) {
    this.#request = request;
  }

  send(to: ClientRequest): void {
    if (this.#read) {
      if (!this.#chunks || !this.#request.complete) to.destroy(new Error('the body cannot be sent again'));
      else to.end(Buffer.concat(this.#chunks));
      return;
    }
    this.#read = true;
    this.#request.on('data', (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length > REPLAY_LIMIT) this.#chunks = undefined;
      this.#chunks?.push(chunk);
    });
    // The answer's or the request's error tells.
    pipeline(this.#request, to).catch(() => {});
  }
}
