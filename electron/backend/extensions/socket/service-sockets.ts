import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../../shared/errors.ts';
import type { Engine } from '../../engine/engine.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { createExec, execPath } from '../../engine/exec/engine-exec.ts';
import { ForwardStream } from './forward-stream.ts';
import { FORWARD } from './socket-image.ts';

/** How long a backend has to begin to listen, and how often it is looked at where its container does not run. In ms. */
const BEGIN_MS = 20_000;
const AGAIN_MS = 250;
/** A forwarder that waits to be used ends after this time, in milliseconds. */
const SPARE_MS = 120_000;

export interface SocketPlace {
  /** The container of the forwarder, by name. */
  container: string;
  /** Of the socket, in that container. */
  path: string;
  /** For messages. */
  title: string;
}

interface Spare {
  client: EngineClient;
  stream: Promise<ForwardStream>;
  timer: NodeJS.Timeout;
}

/**
 * Connections to the sockets of extensions' backends, over the engine's API alone: so they work wherever the engine is,
 * for whoever may use it. Each connection is one process of the forwarder. To have one begin takes the engine some
 * dozens of milliseconds, so after the first there is always one that waits.
 */
export class ServiceSockets {
  readonly #engine: Pick<Engine, 'require' | 'explain'>;
  readonly #beginMs: number;
  readonly #spares = new Map<string, Spare>();

  /** @param options.beginMs in place of the usual time, for tests */
  constructor(options: { engine: Pick<Engine, 'require' | 'explain'>; beginMs?: number }) {
    this.#engine = options.engine;
    this.#beginMs = options.beginMs ?? BEGIN_MS;
  }

  /**
   * Waits while the backend begins, as long as that may take.
   * @throws AppError `extension_backend_down`, `engine_unreachable`, `cancelled`
   */
  async connect(place: SocketPlace, signal: AbortSignal): Promise<Duplex> {
    const attempt = { verb: 'connect to the backend of', operand: place.title };
    const deadline = Date.now() + this.#beginMs;
    for (;;) {
      signal.throwIfAborted();
      const client = this.#engine.require(attempt);
      let reason = 'it does not listen to its socket';
      try {
        const stream = await this.#connected(await this.#take(client, place), signal);
        if (stream) {
          this.#prepare(client, place);
          return stream;
        }
      } catch (error) {
        if (signal.aborted) throw signal.reason;
        // Its container is not there, or does not run: it may be on its way.
        if (!(error instanceof EngineHttpError)) throw this.#engine.explain(error, attempt);
        reason = 'its containers do not run';
      }
      if (Date.now() > deadline) throw backendDown(place.title, reason);
      await sleep(AGAIN_MS, undefined, { signal });
    }
  }

  /** Lets go of what waits for a container that is to go. */
  close(container: string): void {
    for (const [key, spare] of this.#spares) if (key.startsWith(`${container}\0`)) this.#drop(key, spare);
  }

  dispose(): void {
    for (const [key, spare] of this.#spares) this.#drop(key, spare);
  }

  /** Undefined where nobody listens. What is not handed out is closed: its forwarder would wait for ever. */
  async #connected(stream: ForwardStream, signal: AbortSignal): Promise<ForwardStream | undefined> {
    const onAbort = () => stream.destroy();
    signal.addEventListener('abort', onAbort, { once: true });
    let isHandedOut = false;
    try {
      signal.throwIfAborted();
      const isConnected = await stream.connect();
      signal.throwIfAborted();
      isHandedOut = isConnected;
      return isConnected ? stream : undefined;
    } finally {
      signal.removeEventListener('abort', onAbort);
      if (!isHandedOut) stream.destroy();
    }
  }

  async #take(client: EngineClient, place: SocketPlace): Promise<ForwardStream> {
    const key = keyOf(place);
    const spare = this.#spares.get(key);
    if (spare) {
      this.#spares.delete(key);
      clearTimeout(spare.timer);
      const stream = await spare.stream.catch(() => undefined);
      // Its container may have been made anew since.
      if (spare.client === client && stream?.isOpen) return stream;
      stream?.destroy();
    }
    return openForward(client, place);
  }

  #prepare(client: EngineClient, place: SocketPlace): void {
    const key = keyOf(place);
    if (this.#spares.has(key)) return;
    const stream = openForward(client, place);
    const spare: Spare = {
      client,
      stream,
      timer: setTimeout(() => this.#drop(key, spare), SPARE_MS).unref(),
    };
    this.#spares.set(key, spare);
    stream.then(
      (opened) => opened.once('close', () => this.#forget(key, spare)),
      () => this.#forget(key, spare),
    );
  }

  #forget(key: string, spare: Spare): void {
    clearTimeout(spare.timer);
    if (this.#spares.get(key) === spare) this.#spares.delete(key);
  }

  #drop(key: string, spare: Spare): void {
    this.#forget(key, spare);
    void spare.stream.then(
      (stream) => stream.destroy(),
      () => {},
    );
  }
}

function keyOf({ container, path }: SocketPlace): string {
  return `${container}\0${path}`;
}

async function openForward(client: EngineClient, { container, path }: SocketPlace): Promise<ForwardStream> {
  const id = await createExec(client, container, { Cmd: [FORWARD, path], AttachStdin: true });
  const connection = await client.hijack({
    method: 'POST',
    path: execPath(id, '/start'),
    body: { Detach: false, Tty: false },
    headers: { 'content-type': 'application/json' },
  });
  return new ForwardStream(connection);
}

function backendDown(title: string, cause: string): AppError {
  return new AppError(
    'extension_backend_down',
    `Cannot reach the backend of '${title}': ${cause}.`,
    'See the logs of its containers, restart it, or update the extension.',
  );
}
