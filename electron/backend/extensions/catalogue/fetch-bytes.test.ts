import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fetchBytes } from './fetch-bytes.ts';

let server: Server;
let origin: string;
const asked: string[] = [];
const access = { certificates: {}, certsFolders: [], proxies: { noProxy: '' } };

beforeAll(async () => {
  server = createServer((request, response) => {
    const { url = '', headers } = request;
    asked.push(`${url} ${headers.cookie ?? ''}${headers.authorization ?? ''}`.trim());
    if (url === '/led') response.writeHead(302, { location: '/file' }).end();
    else if (url === '/circle') response.writeHead(302, { location: '/circle' }).end();
    else if (url === '/away') response.writeHead(302, { location: 'http://other.example/' }).end();
    else if (url === '/file-scheme') response.writeHead(302, { location: 'file:///etc/hostname' }).end();
    else if (url === '/large') response.end('x'.repeat(5000));
    else if (url === '/silent') response.writeHead(200).flushHeaders();
    else if (url === '/file' || url === 'http://catalogue.example/file') response.end('content');
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const get = (path: string, more: Partial<Parameters<typeof fetchBytes>[1]> = {}) =>
  fetchBytes(`${origin}${path}`, { access, limit: 1000, timeoutMs: 10_000, ...more });

test('what is asked for arrives, over redirects as well, and over a proxy', async () => {
  expect((await get('/led')).toString()).toBe('content');
  const proxies = { http: new URL(origin.replace('://', '://me:secret@')), noProxy: '' };
  const through = await fetchBytes('http://catalogue.example/file', {
    access: { ...access, proxies },
    limit: 1000,
    timeoutMs: 10_000,
  });
  expect(through.toString()).toBe('content');
  expect(asked.slice(-3)).toEqual(['/led', '/file', 'http://catalogue.example/file']);
});

test.each([
  ['/gone', 'the server answers 404', {}],
  ['/large', 'it is larger than 1 KB', {}],
  ['/circle', 'it leads in circles', {}],
  ['/silent', 'no answer within 0.2 s', { timeoutMs: 200 }],
  [
    '/away',
    "'http://other.example' is not asked",
    { allows: ({ hostname }: URL) => hostname === '127.0.0.1' },
  ],
  ['/file-scheme', 'is not asked', {}],
])('%s is told: %s', async (path, words, more) => {
  await expect(get(path, more)).rejects.toThrow(words);
});
