import { connect as connectSocket } from 'node:net';
import { WebSocket } from 'ws';
import { contract, type PierClient } from '../../shared/contract/index.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { MAX_MESSAGE_LENGTH } from '../../shared/rpc/protocol.ts';
import { openWebSocket } from '../../shared/rpc/web-socket-transport.ts';

/** A backend that answers. */
export interface BackendConnection {
  client: PierClient;
  /** Resolves when the connection is lost. */
  closed: Promise<void>;
  close(): void;
}

const HANDSHAKE_MS = 10_000;

/** Connects to the backend that listens on `path`; undefined where none does. */
export async function connectBackend(path: string): Promise<BackendConnection | undefined> {
  const socket = new WebSocket('ws://localhost/rpc', {
    createConnection: () => connectSocket(path),
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: 3 * MAX_MESSAGE_LENGTH,
    perMessageDeflate: false,
  });
  const transport = await openWebSocket(socket).catch(() => undefined);
  if (!transport) return undefined;
  const closed = new Promise<void>((resolve) => transport.onClose(resolve));
  return { client: createClient(contract, transport), closed, close: () => transport.close() };
}

/** Runs a piece of work on a connection, which does not outlive it: an open one would keep the process alive. */
export async function withBackend<T>(
  connection: BackendConnection,
  work: (connection: BackendConnection) => Promise<T>,
): Promise<T> {
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}
