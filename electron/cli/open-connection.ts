import { connect as connectSocket } from 'node:net';
import { WebSocket } from 'ws';
import type { PierContract } from '../../shared/contract/index.ts';
import { STREAMS } from '../../shared/contract/streams.ts';
import { createClient } from '../../shared/rpc/client.ts';
import { MAX_MESSAGE_LENGTH } from '../../shared/rpc/protocol.ts';
import { openWebSocket } from '../../shared/rpc/web-socket-transport.ts';
import type { BackendConnection } from './connect.ts';

const HANDSHAKE_MS = 10_000;

/** Connects to `pier.sock`; undefined where nobody answers on it. */
export async function openConnection(path: string): Promise<BackendConnection | undefined> {
  const socket = new WebSocket('ws://localhost/rpc', {
    createConnection: () => connectSocket(path),
    handshakeTimeout: HANDSHAKE_MS,
    maxPayload: 3 * MAX_MESSAGE_LENGTH,
    perMessageDeflate: false,
  });
  const transport = await openWebSocket(socket).catch(() => undefined);
  if (!transport) return undefined;
  const closed = new Promise<void>((resolve) => transport.onClose(resolve));
  const client = createClient<PierContract>(STREAMS, transport);
  return { client, closed, close: () => transport.close() };
}
