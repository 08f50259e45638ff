import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, expect, it } from 'vitest';
import { ServiceClient } from './service-client.ts';

let server: Server;
afterEach(() => server.close());

/** A backend that answers the first request of each connection, and drops that with the second. */
async function backend() {
  const heard: string[] = [];
  server = createServer((socket) => {
    let requests = 0;
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      heard.push(chunk.toString().split(' ')[0] ?? '');
      requests += 1;
      if (requests === 1) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok');
      else socket.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new ServiceClient(async () => connect(port, '127.0.0.1'));
  const { signal } = new AbortController();
  const send = async (method: string) =>
    text(await client.send({ method, url: '/', headers: {}, body: undefined }, signal));
  return { heard, send, client };
}

it('what reads is asked once more where a kept connection breaks', async () => {
  const { heard, send, client } = await backend();
  await send('GET');
  expect(await send('GET')).toBe('ok');
  expect(heard).toEqual(['GET', 'GET', 'GET']);
  client.dispose();
});

it.each(['POST', 'PUT', 'PATCH', 'DELETE'])('%s is sent once: it may have been done', async (method) => {
  const { heard, send, client } = await backend();
  await send('GET');
  await expect(send(method)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(heard).toEqual(['GET', method]);
  client.dispose();
});
