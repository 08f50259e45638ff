import { connect as connectPlain, type Socket } from 'node:net';
import {
  type ConnectionOptions,
  connect as connectTls,
  createSecureContext,
  type SecureContext,
  type TLSSocket,
} from 'node:tls';
import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { STREAM_BUFFER_BYTES } from './relay.ts';
import { untilReady } from './until-ready.ts';

/** An engine that is there answers sooner, on a busy emulated machine as well, in milliseconds. */
const DIAL_LIMIT_MS = 30_000;
/** Notices a machine that went away without a word. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Opens connections to one endpoint: raw bytes of the Docker API, half-close in both directions. What a TLS
 * handshake can share, it shares: the parsed certificates and the session.
 */
export class EngineDialer {
  readonly endpoint: EngineEndpoint;
  readonly #limitMs: number;
  readonly #context: SecureContext | undefined;
  #session: Buffer | undefined;

  constructor(endpoint: EngineEndpoint, limitMs = DIAL_LIMIT_MS) {
    this.#limitMs = limitMs;
    this.endpoint = endpoint;
    if (endpoint.kind === 'tls') {
      const { ca, cert, key } = endpoint;
      this.#context = createSecureContext({ ca, cert, key, minVersion: 'TLSv1.2' });
    }
  }

  /**
   * Resolves with a connection that is ready to carry a request.
   * @throws Error of the socket or of TLS, or where it is not ready in time; where aborted, the signal's reason
   */
  dial(signal: AbortSignal): Promise<Socket> {
    const { endpoint } = this;
    const socket = endpoint.kind === 'unix' ? this.#dialUnix(endpoint.path) : this.#dialTls(endpoint);
    return untilReady(socket, {
      event: endpoint.kind === 'unix' ? 'connect' : 'secureConnect',
      limitMs: this.#limitMs,
      late: `The engine did not take the connection within ${this.#limitMs / 1000} s.`,
      signal,
    });
  }

  #dialUnix(path: string): Socket {
    return connectPlain({ path, allowHalfOpen: true });
  }

  #dialTls({ host, port }: EngineEndpoint & { kind: 'tls' }): TLSSocket {
    // The last two are there, and missing in the types.
    const options: ConnectionOptions & { allowHalfOpen: boolean; highWaterMark: number } = {
      host,
      port,
      ...(this.#context ? { secureContext: this.#context } : {}),
      ...(this.#session ? { session: this.#session } : {}),
      allowHalfOpen: true,
      highWaterMark: STREAM_BUFFER_BYTES,
    };
    const socket = connectTls(options);
    socket.setNoDelay(true);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    socket.on('session', (session: Buffer) => {
      this.#session = session;
    });
    return socket;
  }
}
