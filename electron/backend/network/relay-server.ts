import { chmodSync, lstatSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { AppError } from '../../../shared/errors.ts';
import { isPipe } from '../../../vm/socket-address.ts';
import { STREAM_BUFFER_BYTES } from './relay.ts';

export interface RelayServerOptions {
  path: string;
  onClient: (client: Socket) => void;
  /** It stopped listening, or could not take a connection. */
  onError: (error: Error) => void;
}

/** A unix socket for this user alone (0600), whose connections may be closed one way and are relayed to elsewhere. */
export class RelayServer {
  readonly path: string;
  readonly #options: RelayServerOptions;
  readonly #clients = new Set<Socket>();
  #server: Server | undefined;

  constructor(options: RelayServerOptions) {
    this.path = options.path;
    this.#options = options;
  }

  /** Number of clients that are connected now. */
  get connections(): number {
    return this.#clients.size;
  }

  /**
   * The folder is there; a socket that nobody listens on is replaced.
   * @throws AppError `home_in_use` where another process listens there or another file is in the way; Error of the system
   */
  async listen(): Promise<void> {
    // A pipe of Windows goes with whoever served it, and is its owner's by itself.
    if (!isPipe(this.path)) await removeStaleSocket(this.path);
    const server = createServer({ allowHalfOpen: true, highWaterMark: STREAM_BUFFER_BYTES }, (client) => {
      this.#clients.add(client);
      client.on('close', () => this.#clients.delete(client));
      // Until a relay takes over, a client that breaks is just gone.
      client.on('error', () => {});
      this.#options.onClient(client);
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen({ path: this.path, backlog: 1024 }, () => {
        server.off('error', reject);
        resolve();
      });
    });
    if (!isPipe(this.path)) chmodSync(this.path, 0o600);
    server.on('error', this.#options.onError);
    this.#server = server;
  }

  /** Ends all connections and removes the socket. Idempotent. */
  async close(): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    for (const client of this.#clients) client.destroy();
    if (server) await new Promise<void>((resolve) => server.close(() => resolve()));
  }
}

/** Of a backend that was killed. @throws AppError home_in_use where somebody listens, or another file is in the way */
async function removeStaleSocket(path: string): Promise<void> {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (!there) return;
  const listened = there.isSocket() && (await answers(path));
  if (there.isSocket() && !listened) {
    rmSync(path, { force: true });
    return;
  }
  throw new AppError(
    'home_in_use',
    `Cannot listen on '${path}': ${listened ? 'another process listens there' : 'a file that is not a socket is in the way'}.`,
    listened ? 'Quit the other Pier first, or set PIER_HOME to another folder.' : 'Move that file away.',
  );
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(path);
    probe.once('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.once('error', () => resolve(false));
  });
}
