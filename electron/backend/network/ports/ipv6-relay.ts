import { createSocket, type Socket as DatagramSocket, type RemoteInfo } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import { relay, STREAM_BUFFER_BYTES } from '../relay.ts';

/** A client of UDP that is silent for so long is forgotten, in milliseconds: as netfilter does with streams. */
const UDP_IDLE_MS = 120_000;
/** The longest silent one gives way. */
const UDP_CLIENTS = 1024;

export interface PortRelay {
  close(): void;
}

export interface RelayOptions {
  protocol: 'tcp' | 'udp';
  /** IPv6. */
  hostIp: string;
  hostPort: number;
  /** A port of 127.0.0.1 that leads on. */
  targetPort: number;
}

/**
 * Listens on an IPv6 address and relays to a port of 127.0.0.1: QEMU's network forwards IPv4 alone.
 * @throws NodeJS.ErrnoException where the port cannot be taken
 */
export function listenRelay(options: RelayOptions): Promise<PortRelay> {
  return options.protocol === 'tcp' ? relayConnections(options) : relayDatagrams(options);
}

function relayConnections({ hostIp, hostPort, targetPort }: RelayOptions): Promise<PortRelay> {
  const open = new Set<Socket>();
  const stream = { allowHalfOpen: true, noDelay: true, highWaterMark: STREAM_BUFFER_BYTES };
  const keep = (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  };
  const server = createServer(stream, (client) => {
    const target = connect({ ...stream, host: '127.0.0.1', port: targetPort });
    keep(client);
    keep(target);
    relay(client, target);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: hostIp, port: hostPort, ipv6Only: true, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve({
        close() {
          server.close();
          for (const socket of open) socket.destroy();
        },
      });
    });
  });
}

interface UdpClient {
  socket: DatagramSocket;
  timer: NodeJS.Timeout;
}

/** Each client has a socket of its own towards the guest: answers find their way by it. */
function relayDatagrams({ hostIp, hostPort, targetPort }: RelayOptions): Promise<PortRelay> {
  const server = createSocket({ type: 'udp6', ipv6Only: true });
  const clients = new Map<string, UdpClient>();
  const forget = (key: string) => {
    const client = clients.get(key);
    if (!client) return;
    clients.delete(key);
    clearTimeout(client.timer);
    client.socket.close();
  };
  const join = (key: string, { address, port }: RemoteInfo): UdpClient => {
    const [oldest] = clients.keys();
    if (clients.size >= UDP_CLIENTS && oldest !== undefined) forget(oldest);
    const socket = createSocket('udp4');
    socket.on('error', () => forget(key));
    socket.on('message', (data) => server.send(data, port, address, () => {}));
    const client = { socket, timer: setTimeout(() => forget(key), UDP_IDLE_MS) };
    clients.set(key, client);
    return client;
  };
  server.on('message', (data, from) => {
    const key = `${from.address} ${from.port}`;
    const client = clients.get(key) ?? join(key, from);
    client.timer.refresh();
    // The last to speak is the last in the order.
    clients.delete(key);
    clients.set(key, client);
    client.socket.send(data, targetPort, '127.0.0.1', () => {});
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.bind({ address: hostIp, port: hostPort, exclusive: true }, () => {
      server.off('error', reject);
      server.on('error', () => {});
      resolve({
        close() {
          server.close();
          for (const key of [...clients.keys()]) forget(key);
        },
      });
    });
  });
}
