import { type AddressInfo, createServer } from 'node:net';

/** A TCP port of 127.0.0.1 that nobody has now, for programs that cannot tell which one they were given. */
export function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
