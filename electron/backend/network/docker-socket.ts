import { chmodSync, mkdirSync } from 'node:fs';
import type { Socket } from 'node:net';
import { dirname } from 'node:path';
import type { Duplex } from 'node:stream';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { isPipe } from '../../../vm/socket-address.ts';
import type { EngineSource } from '../engine/engine-source.ts';
import { sameEndpoint } from '../engine/same-endpoint.ts';
import { filterRequests } from '../guest-paths/filter-requests.ts';
import type { FindGuestPath } from '../guest-paths/mount-paths.ts';
import type { Logger } from '../log/logger.ts';
import { answerUnavailable } from './answer-unavailable.ts';
import { EngineDialer } from './engine-dialer.ts';
import { PipeRelay, type PipeRelayOptions } from './pipes/pipe-relay.ts';
import { relay } from './relay.ts';
import { RelayServer } from './relay-server.ts';

/** How long a connection waits for an engine that is on its way, in milliseconds. A first boot may take minutes. */
const HOLD_MS = 180_000;
/** A client that polls while the engine starts must not use up the file descriptors. */
const HELD_LIMIT = 512;
/** How often a client that waits is looked after, in milliseconds. */
const LOOK_EVERY_MS = 1000;
/** Where Docker's own programs look for an engine on Windows. */
const DEFAULT_PIPE = '\\\\.\\pipe\\docker_engine';
const CLIENT_GONE = 'The client is gone.';
/** Between two attempts to reach an engine that is there but refuses, in milliseconds. */
const RETRY_MS = 250;

/**
 * `docker.sock`: the Docker API for the world, relayed byte for byte to wherever the engine is. While an engine is
 * on its way, connections wait for it; while none is, requests are answered with 503 and what to do.
 */
export class DockerSocket {
  readonly #path: string;
  #server: RelayServer | PipeRelay;
  readonly #source: EngineSource;
  readonly #log: Logger;
  readonly #holdMs: number;
  readonly #dialMs: number | undefined;
  readonly #guestPath: FindGuestPath | undefined;
  /** Those that said something last: the engine works on it. */
  readonly #waiting = new Set<Duplex>();
  #dialer: EngineDialer | undefined;
  #held = 0;

  constructor(options: {
    path: string;
    source: EngineSource;
    log: Logger;
    holdMs?: number;
    dialMs?: number;
    /** Where folders are at other paths in the guest: requests that mount some are read. */
    guestPath?: FindGuestPath | undefined;
    /** How pipes are served: by itself as Windows needs it. */
    pipes?: Pick<PipeRelayOptions, 'outer' | 'command' | 'inner'>;
  }) {
    this.#path = options.path;
    const { pipes = isPipe(options.path) ? { outer: [options.path, DEFAULT_PIPE] as const } : undefined } =
      options;
    this.#server = pipes ? this.#pipeRelay(pipes, options.log) : this.#relayServer();
    this.#source = options.source;
    this.#log = options.log;
    this.#holdMs = options.holdMs ?? HOLD_MS;
    this.#dialMs = options.dialMs;
    this.#guestPath = options.guestPath;
  }

  /** Number of clients that are connected now. */
  get connections(): number {
    return this.#server.connections;
  }

  /** Number of clients that have asked something and have no word of an answer. Those that only listen do not count. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Makes the folder (0700) and the socket (0600); a socket that nobody listens on is replaced.
   * @throws AppError `home_in_use` where another process listens there or another file is in the way.
   */
  async listen(): Promise<void> {
    if (this.#server instanceof PipeRelay) return this.#listenOnPipes();
    const dir = dirname(this.#path);
    mkdirSync(dir, { recursive: true, mode: 0o700 });
    chmodSync(dir, 0o700);
    await this.#server.listen();
  }

  /** Where nothing else can serve the pipe this process does, and clients cannot end their input. */
  async #listenOnPipes(): Promise<void> {
    try {
      await this.#server.listen();
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'capability_missing') throw error;
      this.#log.warn(error.message, { hint: error.hint });
      await this.#server.close();
      this.#server = this.#relayServer();
      await this.#server.listen();
    }
  }

  #relayServer(): RelayServer {
    return new RelayServer({
      path: this.#path,
      onClient: (client) => this.#accept(client),
      onError: (error) => this.#log.error('The docker socket failed.', { error: error.message }),
    });
  }

  #pipeRelay(pipes: Pick<PipeRelayOptions, 'outer' | 'command' | 'inner'>, log: Logger): PipeRelay {
    return new PipeRelay({ ...pipes, onClient: (client) => this.#accept(client), log });
  }

  /** Ends all connections and removes the socket. Idempotent. */
  close(): Promise<void> {
    return this.#server.close();
  }

  #accept(client: Duplex): void {
    client.on('close', () => this.#waiting.delete(client));
    this.#connect(client).catch((error: unknown) => {
      this.#log.error('A docker connection failed.', { error: String(error) });
      client.destroy();
    });
  }

  async #connect(client: Duplex): Promise<void> {
    const outcome = await this.#reachEngine(client);
    if (!(await isThere(client))) {
      client.destroy();
      if (typeof outcome !== 'string') outcome.destroy();
    } else if (typeof outcome === 'string') {
      answerUnavailable(client, outcome);
    } else {
      // A kept connection wakes an engine that sleeps as a new one does, and what passes keeps it awake.
      const filter = this.#guestPath && filterRequests(client, this.#guestPath);
      const onBytes = (from: 'client' | 'engine') => {
        if (from === 'client') this.#waiting.add(client);
        else this.#waiting.delete(client);
        this.#source.touch?.();
      };
      relay(client, outcome, onBytes, filter);
    }
  }

  /** A connection to the engine, or why there is none. */
  async #reachEngine(client: Duplex): Promise<Socket | string> {
    const deadline = Date.now() + this.#holdMs;
    for (;;) {
      try {
        await this.#source.ready?.();
      } catch (error) {
        const { message, hint } = toAppError(error);
        return `${message} ${hint}`;
      }
      const dialer = this.#currentDialer();
      if (dialer) {
        try {
          return await this.#dial(dialer, client);
        } catch (error) {
          if (client.destroyed) return CLIENT_GONE;
          // It is elsewhere by now, or nowhere.
          if (this.#currentDialer() !== dialer) continue;
          // Listed as there, yet it refuses: it may be on its way down or up again.
          this.#log.debug('The engine refused a connection.', { error: String(error) });
          if (!this.#source.expected() || Date.now() >= deadline) {
            return `The engine does not answer (${String(error)}). See 'pier status', or restart it with: pier restart`;
          }
        }
      } else if (!this.#source.expected()) {
        return 'The engine is stopped. Start it with: pier start';
      }
      if (this.#held >= HELD_LIMIT) return 'The engine is starting and too many clients wait for it already.';
      const waitMs = Math.min(deadline - Date.now(), dialer ? RETRY_MS : this.#holdMs);
      if (waitMs <= 0)
        return 'The engine is starting and does not answer yet. Try again, or see: pier status';
      await this.#hold(client, waitMs);
      if (client.destroyed) return CLIENT_GONE;
    }
  }

  /** Given up as soon as the engine is found to be elsewhere, or silent, and when the client goes. */
  async #dial(dialer: EngineDialer, client: Duplex): Promise<Socket> {
    const abort = new AbortController();
    const onChange = () => {
      if (this.#currentDialer() !== dialer) abort.abort(new Error('The engine stopped answering.'));
    };
    const onClose = () => abort.abort(new Error(CLIENT_GONE));
    const unsubscribe = this.#source.onChange(onChange);
    client.once('close', onClose);
    const look = setInterval(() => void isThere(client), LOOK_EVERY_MS);
    try {
      return await dialer.dial(abort.signal);
    } finally {
      clearInterval(look);
      unsubscribe();
      client.off('close', onClose);
    }
  }

  #currentDialer(): EngineDialer | undefined {
    const endpoint = this.#source.current();
    if (!endpoint) return undefined;
    if (!this.#dialer || !sameEndpoint(this.#dialer.endpoint, endpoint))
      this.#dialer = new EngineDialer(endpoint, this.#dialMs);
    return this.#dialer;
  }

  /** Resolves when the engine's whereabouts change, the client goes, or the time is over. */
  #hold(client: Duplex, milliseconds: number): Promise<void> {
    this.#held += 1;
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        clearInterval(look);
        unsubscribe();
        client.off('close', done);
        this.#held -= 1;
        resolve();
      };
      const timer = setTimeout(done, milliseconds);
      // Nothing is read from a client that waits, so its end would not be seen.
      const look = setInterval(() => void isThere(client), LOOK_EVERY_MS);
      const unsubscribe = this.#source.onChange(done);
      client.once('close', done);
    });
  }
}

/**
 * Whether the client still takes an answer. One that only ended its input does; one that is gone is destroyed by
 * this. Writing nothing tells: the system refuses it where the other side has closed its socket.
 */
function isThere(client: Duplex): Promise<boolean> {
  if (client.destroyed) return Promise.resolve(false);
  return new Promise((resolve) => client.write('', (error) => resolve(!error)));
}
