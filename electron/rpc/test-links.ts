import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect as connectSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { WebSocket } from 'ws';
import { messagePortTransport } from '../../shared/rpc/message-port-transport.ts';
import type { Transport } from '../../shared/rpc/transport.ts';
import { openWebSocket } from '../../shared/rpc/web-socket-transport.ts';
import { acceptWebSockets } from './web-socket-server.ts';

/** Both ends of a real connection, for tests. */
export interface Link {
  client: Transport;
  server: Transport;
  /** Sends something that is no text, where the carrier can. */
  sendBinary(): void;
  dispose(): Promise<void>;
}

/** The three carriers of the contract. */
export const LINKS: Record<string, () => Promise<Link>> = {
  'a MessagePort': messagePortLink,
  'a WebSocket': () => webSocketLink(undefined),
  'a unix socket': () => {
    const dir = mkdtempSync(join(tmpdir(), 'pier-rpc-'));
    return webSocketLink(join(dir, 'rpc.sock'), () => rmSync(dir, { recursive: true }));
  },
};

async function messagePortLink(): Promise<Link> {
  const { port1, port2 } = new MessageChannel();
  return {
    client: messagePortTransport(port1),
    server: messagePortTransport(port2),
    sendBinary: () => port1.postMessage(new Uint8Array([1, 2, 3])),
    dispose: async () => {
      port1.close();
      port2.close();
    },
  };
}

async function webSocketLink(path: string | undefined, cleanUp = () => {}): Promise<Link> {
  const http = createServer();
  let arrived: (transport: Transport) => void = () => {};
  const accepted = new Promise<Transport>((resolve) => {
    arrived = resolve;
  });
  const endAll = acceptWebSockets(
    http,
    () => true,
    (transport) => arrived(transport),
  );
  await new Promise<void>((resolve) =>
    path ? http.listen(path, resolve) : http.listen(0, '127.0.0.1', resolve),
  );
  const socket = path
    ? new WebSocket('ws://localhost/rpc', { createConnection: () => connectSocket(path) })
    : new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/rpc`);
  const client = await openWebSocket(socket);
  return {
    client,
    server: await accepted,
    sendBinary: () => socket.send(new Uint8Array([1, 2, 3])),
    dispose: async () => {
      socket.terminate();
      endAll();
      await closeServer(http);
      cleanUp();
    },
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
