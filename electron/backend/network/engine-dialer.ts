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

/** Notices a machine that went away without a word. */
const KEEP_ALIVE_MS = 30_000;

/**
 * Opens connections to one endpoint: raw bytes of the Docker API, half-close in both directions. What a TLS
 * handshake can share, it shares: the parsed certificates and the session.
 */
export class EngineDialer {
  readonly endpoint: EngineEndpoint;
  readonly #context: SecureContext | undefined;
  #session: Buffer | undefined;

  constructor(endpoint: EngineEndpoint) {
    this.endpoint = endpoint;
    if (endpoint.kind === 'tls') {
      const { ca, cert, key } = endpoint;
      this.#context = createSecureContext({ ca, cert, key, minVersion: 'TLSv1.2' });
    }
  }

  /** Resolves with a connection that is ready to carry a request. @throws Error of the socket or of TLS. */
  dial(): Promise<Socket> {
    const { endpoint } = this;
    const socket = endpoint.kind === 'unix' ? this.#dialUnix(endpoint.path) : this.#dialTls(endpoint);
    const ready = endpoint.kind === 'unix' ? 'connect' : 'secureConnect';
    return new Promise((resolve, reject) => {
      const fail = (error?: Error) => {
        socket.destroy();
        reject(error ?? new Error('The engine closed the connection before it was ready.'));
      };
      const onClose = () => fail();
      socket.once('error', fail);
      socket.once('close', onClose);
      socket.once(ready, () => {
        socket.off('error', fail);
        socket.off('close', onClose);
        resolve(socket);
      });
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
