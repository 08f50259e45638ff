import { chmodSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AppError, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import { answerUnavailable } from '../network/answer-unavailable.ts';
import { removeStaleSocket } from '../network/docker-socket.ts';
import { relay, STREAM_BUFFER_BYTES } from '../network/relay.ts';
import type { TargetDialer } from './dial-target.ts';

/**
 * A socket of this installation (0600) that leads to an engine elsewhere, byte for byte: for Pier's own client, and for
 * the programs that it runs. So neither needs to know of TLS or SSH, and no program is handed a key.
 */
export class EngineGateway {
  readonly path: string;
  readonly #dialer: Pick<TargetDialer, 'dial'>;
  readonly #log: Logger;
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;
  #failure: AppError | undefined;

  constructor(options: { path: string; dialer: Pick<TargetDialer, 'dial'>; log: Logger }) {
    this.path = options.path;
    this.#dialer = options.dialer;
    this.#log = options.log;
  }

  /** Why the last connection did not come to an answer; undefined where it did. */
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** The folder is there. @throws AppError home_in_use; Error of the system */
  async listen(): Promise<void> {
    await removeStaleSocket(this.path);
    const server = createServer({ allowHalfOpen: true, highWaterMark: STREAM_BUFFER_BYTES }, (client) =>
      this.#accept(client),
    );
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: this.path, backlog: 1024 }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    chmodSync(this.path, 0o600);
    server.on('error', (error) => this.#log.error('The way to an engine failed.', { error: error.message }));
    this.#server = server;
  }

  /** Ends all connections and removes the socket. Idempotent. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const client of this.#clients) client.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }

  #accept(client: Socket): void {
    const gone = new AbortController();
    this.#clients.add(client);
    client.on('error', () => {});
    client.on('close', () => {
      this.#clients.delete(client);
      gone.abort();
    });
    this.#dialer.dial(gone.signal).then(
      (engine) => this.#join(client, engine),
      (error: unknown) => {
        if (gone.signal.aborted) return;
        this.#failed(error);
        answerUnavailable(client, toAppError(error).message);
      },
    );
  }

  #join(client: Socket, engine: Duplex): void {
    if (client.destroyed) {
      engine.on('error', () => {});
      engine.destroy();
      return;
    }
    // Before the relay, which passes the end on: who asks why finds it here.
    engine.on('error', (error) => this.#failed(error));
    relay(client, engine, (from) => {
      if (from === 'engine') this.#failure = undefined;
    });
  }

  #failed(error: unknown): void {
    const failure = toAppError(error);
    // A connection that breaks in use says nothing of the next one.
    if (failure.code === 'internal') return;
    if (failure.message !== this.#failure?.message) {
      this.#log.warn('An engine cannot be reached.', { code: failure.code, message: failure.message });
    }
    this.#failure = failure;
  }
}
