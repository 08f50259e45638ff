import { createServer, type RequestListener, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { HostProxies } from '../../backend/network/host-proxies.ts';
import { OwnServices } from '../../extension-pages/own-services.ts';
import { CrossOriginProxy } from './cross-origin-proxy.ts';

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(answer: RequestListener): Promise<Server & { port: number }> {
  const server = createServer(answer);
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(server, { port: (server.address() as AddressInfo).port });
}

/** Pages ask a server of theirs, behind which the proxy of this test's subject is. */
async function pages(proxies: HostProxies, forbidden: number[] = []) {
  const subject = new CrossOriginProxy({ own: new OwnServices(() => forbidden), proxies: () => proxies });
  const server = await listen(
    (asked, answer) => void subject.answer(asked, answer, asked.url?.slice(1) ?? ''),
  );
  server.on('upgrade', (asked, socket, head) =>
    subject.upgrade(asked, socket, head, asked.url?.slice(1) ?? ''),
  );
  return {
    port: server.port,
    ask: (address: string) =>
      new Promise<{ status?: number | undefined; headers: object; body: string }>((resolve, reject) => {
        request({ host: '127.0.0.1', port: server.port, path: `/${address}` }, async (answer) =>
          resolve({ status: answer.statusCode, headers: answer.headers, body: await text(answer) }),
        )
          .on('error', reject)
          .end();
      }),
  };
}

/** A proxy that leads every name to one server of this computer. */
async function companyProxy(to: number) {
  const seen: string[] = [];
  const proxy = await listen((asked, answer) => {
    seen.push(`${asked.method} ${asked.url} ${asked.headers.authorization ?? ''}`.trim());
    answer.end(`over the proxy, as ${asked.headers['proxy-authorization']}`);
  });
  proxy.on('connect', ({ url }, socket) => {
    seen.push(`CONNECT ${url}`);
    const there = connect(to, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
  });
  return {
    seen,
    proxies: { http: new URL(`http://me:pass@127.0.0.1:${proxy.port}`), noProxy: 'direct.test' },
  };
}

it('has no browser ask for a password in the name of Pier', async () => {
  const closed = await listen((_asked, answer) =>
    answer.writeHead(401, { 'www-authenticate': 'Basic realm="Pier"' }).end('who?'),
  );
  const { ask } = await pages({ noProxy: '' });
  const { status, headers, body } = await ask(`http://127.0.0.1:${closed.port}/`);
  expect([status, body]).toEqual([401, 'who?']);
  expect(headers).not.toHaveProperty('www-authenticate');
});

describe('the proxies of Pier', () => {
  it('are taken for what is not on this computer, with their login and no word more of the address', async () => {
    const here = await listen((_asked, answer) => answer.end('here'));
    const { seen, proxies } = await companyProxy(here.port);
    const { ask } = await pages(proxies);
    const { status, body } = await ask('http://u:p@name.test/a?b=c#d');
    expect([status, body]).toEqual([200, `over the proxy, as Basic ${btoa('me:pass')}`]);
    expect((await ask(`http://127.0.0.1:${here.port}/`)).body).toBe('here');
    expect(seen).toEqual([`GET http://name.test/a?b=c Basic ${btoa('u:p')}`]);
  });

  it('carry WebSockets', async () => {
    const echo = await listen(() => {});
    new WebSocketServer({ server: echo }).on('connection', (socket) =>
      socket.on('message', (data) => socket.send(`echo ${data}`)),
    );
    const { seen, proxies } = await companyProxy(echo.port);
    const { port } = await pages(proxies);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws://name.test:81/x`);
    const heard = new Promise((resolve) => socket.once('message', (data) => resolve(`${data}`)));
    await new Promise((resolve) => socket.once('open', resolve));
    socket.send('a');
    expect(await heard).toBe('echo a');
    socket.close();
    expect(seen).toEqual(['CONNECT name.test:81']);
  });

  it('lead to no service of Pier, whatever they take a name for', async () => {
    const own = await listen((_asked, answer) => answer.end('own'));
    const { seen, proxies } = await companyProxy(own.port);
    const { ask, port } = await pages(proxies, [own.port]);
    await expect(ask(`http://rebinds.test:${own.port}/`)).rejects.toThrow();
    const socket = new WebSocket(`ws://127.0.0.1:${port}/ws://rebinds.test:${own.port}/`);
    await new Promise((resolve) => socket.once('error', resolve));
    expect(seen).toEqual([]);
  });
});
