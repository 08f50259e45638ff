import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as plainRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as tlsRequest } from 'node:https';
import type { Duplex, Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { type FindGuestPath, namesFolders, translateMounts } from '../guest-paths/mount-paths.ts';
import { EngineHttpError, EngineSilentError } from './engine-errors.ts';

export interface EngineRequest {
  method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  /** Without API version: the engine answers with its newest. */
  path: string;
  /** Objects are sent as JSON, as the API wants its filters; undefined is left out. */
  query?: Record<string, string | number | boolean | object | undefined>;
  headers?: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  /** Sent as it is, in place of `body`; destroyed where the request fails. Give its type in `headers`. */
  stream?: Readable;
  /** Milliseconds of silence after which the engine counts as gone. Without it: no limit. */
  timeoutMs?: number;
  signal?: AbortSignal | undefined;
}

/** Time for an answer that explains why the engine no longer reads, in milliseconds. */
const REFUSAL_GRACE_MS = 200;

/**
 * The Docker API of one endpoint over kept-alive connections. A library was tried: it takes settings from
 * DOCKER_HOST although it is told where the engine is, and a connection that breaks inside an answer leaves its
 * caller waiting for ever.
 */
export class EngineClient {
  readonly endpoint: EngineEndpoint;
  readonly #agent: HttpAgent;
  #waiting = 0;
  readonly #ready: () => Promise<void> | undefined;
  readonly #guestPath: FindGuestPath | undefined;

  /**
   * @param ready awaited before each request, where the engine may sleep: see EngineSource
   * @param guestPath where folders of this computer are at other paths for the engine
   */
  constructor(
    endpoint: EngineEndpoint,
    ready: () => Promise<void> | undefined = () => undefined,
    guestPath?: FindGuestPath,
  ) {
    this.endpoint = endpoint;
    this.#ready = ready;
    this.#guestPath = guestPath;
    const pool = { keepAlive: true, maxFreeSockets: 4 };
    this.#agent =
      endpoint.kind === 'unix'
        ? new HttpAgent(pool)
        : new HttpsAgent({ ...pool, ca: endpoint.ca, cert: endpoint.cert, key: endpoint.key });
  }

  /** Requests that have no word of an answer. Streams that have begun do not count. */
  get waiting(): number {
    return this.#waiting;
  }

  /**
   * The whole answer as JSON, undefined where it has none. 304 (nothing to do) counts as success.
   * @throws EngineHttpError for the engine's refusals, Error for what is between us and the engine.
   */
  async json<T>(request: EngineRequest): Promise<T> {
    const response = await this.open(request);
    const body = await text(response);
    if (!response.complete) throw new Error('The engine closed the connection inside its answer.');
    return (body === '' ? undefined : JSON.parse(body)) as T;
  }

  /** The answer as a stream, which the caller reads to its end or destroys. @throws as json(). */
  async open(asked: EngineRequest): Promise<IncomingMessage> {
    const request = this.#withGuestPaths(asked);
    try {
      await this.#ready();
    } catch (error) {
      request.stream?.destroy();
      throw error;
    }
    this.#waiting += 1;
    const response = await this.#sendTwice(request).finally(() => {
      this.#waiting -= 1;
    });
    const status = response.statusCode ?? 0;
    if (status < 300 || status === 304) return response;
    const refusal = new EngineHttpError(status, messageOf(await text(response)));
    request.stream?.destroy();
    throw refusal;
  }

  /**
   * A connection that belongs to the caller, both ways, after the engine has taken `request`: exec and attach. A TTY's
   * output is raw, else it is framed as for logs. @throws as json().
   */
  async hijack(request: EngineRequest): Promise<Duplex> {
    await this.#ready();
    const sent = this.#start({
      ...request,
      headers: { ...request.headers, connection: 'Upgrade', upgrade: 'tcp' },
    });
    return new Promise((resolve, reject) => {
      sent.on('error', reject);
      sent.once('upgrade', (_response, socket, head) => {
        if (head.length > 0) socket.unshift(head);
        resolve(socket);
      });
      sent.once('response', (response) => {
        text(response).then(
          (body) => reject(new EngineHttpError(response.statusCode ?? 0, messageOf(body))),
          reject,
        );
      });
      sent.end(request.body === undefined ? undefined : JSON.stringify(request.body));
    });
  }

  /** Ends all connections, those in use as well: their streams fail. For an engine that is gone. */
  dispose(): void {
    this.#agent.destroy();
  }

  /** @throws AppError path_not_shared */
  #withGuestPaths(request: EngineRequest): EngineRequest {
    const { method = 'GET', path, body } = request;
    if (!this.#guestPath || body === undefined || !namesFolders(method, path)) return request;
    return { ...request, body: JSON.parse(translateMounts(JSON.stringify(body), this.#guestPath)) };
  }

  /** A kept connection may have been closed at the very moment it is used again: reading is tried once more. */
  async #sendTwice(request: EngineRequest): Promise<IncomingMessage> {
    const first = this.#start(request);
    try {
      return await respond(first, request);
    } catch (error) {
      const isRead = (request.method ?? 'GET') === 'GET';
      if (!isRead || !first.reusedSocket || request.signal?.aborted) throw error;
      return await respond(this.#start(request), request);
    }
  }

  #start(request: EngineRequest): ClientRequest {
    const { endpoint } = this;
    const options = {
      method: request.method ?? 'GET',
      path: request.path + queryString(request.query),
      agent: this.#agent,
      headers: {
        ...(request.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...request.headers,
      },
      ...(request.signal ? { signal: request.signal } : {}),
    };
    return endpoint.kind === 'unix'
      ? plainRequest({ ...options, socketPath: endpoint.path, host: 'docker' })
      : tlsRequest({ ...options, host: endpoint.host, port: endpoint.port });
  }
}

function respond(sent: ClientRequest, request: EngineRequest): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    sent.on('error', reject);
    sent.once('response', resolve);
    if (request.timeoutMs !== undefined) {
      const { timeoutMs } = request;
      sent.setTimeout(timeoutMs, () => sent.destroy(new EngineSilentError(timeoutMs)));
    }
    if (request.stream) {
      // An engine that refuses answers before it has read everything: its words count, not the broken pipe.
      pipeline(request.stream, sent).catch((error: unknown) => {
        setTimeout(() => reject(error), REFUSAL_GRACE_MS);
      });
    } else {
      sent.end(request.body === undefined ? undefined : JSON.stringify(request.body));
    }
  });
}

function queryString(query: EngineRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query ?? {})) {
    if (value === undefined) continue;
    parameters.set(name, typeof value === 'object' ? JSON.stringify(value) : String(value));
  }
  const encoded = parameters.toString();
  return encoded === '' ? '' : `?${encoded}`;
}

/** The engine's `{"message": …}`; a proxy in between may answer in its own words. */
function messageOf(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed)
      return String(parsed.message).trim();
  } catch {
    // Not JSON: told as it is.
  }
  return body.trim().slice(0, 500);
}
