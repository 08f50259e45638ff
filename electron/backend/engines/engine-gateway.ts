import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { type AppError, toAppError } from '../../../shared/errors.ts';
import type { Logger } from '../log/logger.ts';
import { answerUnavailable } from '../network/answer-unavailable.ts';
import { relay } from '../network/relay.ts';
import { RelayServer } from '../network/relay-server.ts';
import type { TargetDialer } from './dial-target.ts';

/**
 * A socket of this installation (0600) that leads to an engine elsewhere, byte for byte: for Pier's own client, and for
 * the programs that it runs. So neither needs to know of TLS or SSH, and no program is handed a key.
 */
export class EngineGateway {
  readonly path: string;
  readonly #dialer: Pick<TargetDialer, 'dial'>;
  readonly #log: Logger;
  readonly #server: RelayServer;
  #failure: AppError | undefined;

  constructor(options: { path: string; dialer: Pick<TargetDialer, 'dial'>; log: Logger }) {
    this.path = options.path;
    this.#dialer = options.dialer;
    this.#log = options.log;
    this.#server = new RelayServer({
      path: options.path,
      onClient: (client) => this.#accept(client),
      onError: (error) => this.#log.error('The way to an engine failed.', { error: error.message }),
    });
  }

  /** Why the last connection did not come to an answer; undefined where it did. */
  get failure(): AppError | undefined {
    return this.#failure;
  }

  /** The folder is there. @throws AppError home_in_use; Error of the system */
  listen(): Promise<void> {
    return this.#server.listen();
  }

  /** Ends all connections and removes the socket. Idempotent. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #accept(client: Socket): void {
    const gone = new AbortController();
    client.on('close', () => gone.abort());
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
