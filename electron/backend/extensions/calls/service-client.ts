import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import type { Duplex } from 'node:stream';

export interface ServiceRequest {
  method: string;
  /** From its path on. What HTTP does not allow in it is encoded, the rest is sent as it is. */
  url: string;
  headers: Record<string, string>;
  body?: string | undefined;
}

/** Of the connection, not of the request; and what is ours to say. */
const OWN_HEADERS = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
const MAX_REDIRECTS = 5;
const KEPT_CONNECTIONS = 8;

/** Requests to the socket that an extension's backend listens on. Connections are kept. There is no limit to the time. */
export class ServiceClient {
  readonly #agent: Agent;

  constructor(connect: (signal: AbortSignal) => Promise<Duplex>) {
    this.#agent = new ServiceAgent(connect);
  }

  /** The answer, whose body the caller reads or destroys. Redirects within the service are followed. */
  async send(sent: ServiceRequest, signal: AbortSignal): Promise<IncomingMessage> {
    let next = sent;
    for (let hops = 0; ; hops += 1) {
      const answer = await this.#sendTwice(next, signal);
      const place = answer.headers.location;
      const status = answer.statusCode ?? 0;
      if (![301, 302, 303, 307, 308].includes(status) || !place?.startsWith('/') || hops >= MAX_REDIRECTS) {
        return answer;
      }
      answer.resume();
      const again = status === 307 || status === 308 || next.method === 'GET' || next.method === 'HEAD';
      next = again ? { ...next, url: place } : { method: 'GET', url: place, headers: next.headers };
    }
  }

  dispose(): void {
    this.#agent.destroy();
  }

  /**
   * A kept connection may have been closed at the very moment it is used again: reading is tried once more. What
   * changes something may have been done.
   */
  async #sendTwice(sent: ServiceRequest, signal: AbortSignal): Promise<IncomingMessage> {
    const first = this.#start(sent, signal);
    try {
      return await answerTo(first);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      const isStale = first.reusedSocket && (code === 'ECONNRESET' || code === 'EPIPE');
      const isReading = /^(get|head)$/i.test(sent.method);
      if (!isStale || !isReading || signal.aborted) throw error;
      return await answerTo(this.#start(sent, signal));
    }
  }

  #start({ method, url, headers, body }: ServiceRequest, signal: AbortSignal): ClientRequest {
    const own = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
    const started = request({
      agent: this.#agent,
      host: 'localhost',
      method,
      path: servicePath(url),
      headers: {
        Accept: 'application/json, text/plain, */*',
        ...Object.fromEntries(own),
        ...(body !== undefined && { 'Content-Length': String(Buffer.byteLength(body)) }),
      },
      signal,
    });
    started.end(body);
    return started;
  }
}

/** With a slash in front, and what HTTP does not allow encoded: paths of this computer are sent as they are. */
export function servicePath(url: string): string {
  const encoded = url.replace(/[^\x21-\x7e]+/g, (text) =>
    [...Buffer.from(text)].map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`).join(''),
  );
  return encoded.startsWith('/') ? encoded : `/${encoded}`;
}

function answerTo(started: ClientRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    started.once('response', resolve);
    started.once('error', reject);
  });
}

/** Dials by what it is given, in place of an address. */
class ServiceAgent extends Agent {
  readonly #connect: (signal: AbortSignal) => Promise<Duplex>;
  readonly #gone = new AbortController();

  constructor(connect: (signal: AbortSignal) => Promise<Duplex>) {
    super({ keepAlive: true, maxFreeSockets: KEPT_CONNECTIONS });
    this.#connect = connect;
  }

  override createConnection(
    _options: unknown,
    callback: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    this.#connect(this.#gone.signal).then(
      (stream) => callback(null, asSocket(stream)),
      (error) => callback(error as Error, undefined as unknown as Duplex),
    );
  }

  override destroy(): void {
    this.#gone.abort();
    super.destroy();
  }
}

/** A stream that is no socket lacks what an agent says to it between two requests. */
function asSocket(stream: Duplex): Duplex {
  const socket = stream as Duplex & Record<string, unknown>;
  for (const name of ['setKeepAlive', 'setNoDelay', 'setTimeout', 'ref', 'unref']) {
    socket[name] ??= () => socket;
  }
  return socket;
}
