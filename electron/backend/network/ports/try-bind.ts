import { createSocket } from 'node:dgram';
import { type AddressInfo, createServer } from 'node:net';
import type { WantedPort } from './published-port.ts';

type Address = Pick<WantedPort, 'protocol' | 'hostIp' | 'hostPort'>;

/**
 * Takes the port for a moment. Resolves with the system's word for why that fails: "EADDRINUSE"; undefined where the
 * port can be had.
 */
export async function tryBind(address: Address): Promise<string | undefined> {
  try {
    await bindOnce(address);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** A port of 127.0.0.1 that nobody has now. */
export function freePort(protocol: 'tcp' | 'udp'): Promise<number> {
  return bindOnce({ protocol, hostIp: '127.0.0.1', hostPort: 0 });
}

/** This computer has no IPv6, or not this address. */
export function isWithoutAddress(code: string): boolean {
  return code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT' || code === 'EINVAL';
}

function bindOnce({ protocol, hostIp, hostPort }: Address): Promise<number> {
  const ipv6Only = hostIp.includes(':');
  return new Promise((resolve, reject) => {
    if (protocol === 'tcp') {
      const server = createServer();
      server.once('error', reject);
      server.listen({ host: hostIp, port: hostPort, exclusive: true, ipv6Only }, () => {
        const { port } = server.address() as AddressInfo;
        server.close(() => resolve(port));
      });
      return;
    }
    const socket = createSocket({ type: ipv6Only ? 'udp6' : 'udp4', ipv6Only });
    socket.once('error', (error) => {
      socket.close();
      reject(error);
    });
    socket.bind({ address: hostIp, port: hostPort, exclusive: true }, () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });
}
