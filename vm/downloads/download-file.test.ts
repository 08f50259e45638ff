import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { directGet } from './direct-get.ts';
import { type DownloadOptions, downloadFile } from './download-file.ts';
import { CONTENT, SHA256, serve, TestFileServer } from './test-file-server.ts';

let folder: string;
const server = new TestFileServer();
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-downloads-'));
  server.reset();
});
afterEach(() => rmSync(folder, { recursive: true }));

const path = () => join(folder, 'deep', 'file');
const download = (options: Partial<DownloadOptions> = {}) =>
  downloadFile({
    url: `${server.base}/file`,
    sha256: SHA256,
    size: CONTENT.length,
    path: path(),
    get: directGet,
    signal: new AbortController().signal,
    waits: [1, 1],
    ...options,
  });

it('fetches a file, tells how far it is, and leaves nothing beside it', async () => {
  const shares: number[] = [];
  await download({ onProgress: (share) => shares.push(share) });
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  expect(shares.at(-1)).toBe(1);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(existsSync(`${path()}.part`)).toBe(false);
});

it('goes on where a connection broke, also in the next call', async () => {
  server.answer = serve(CONTENT, [70_000, 120_000]);
  await download();
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);
  expect(server.asked).toHaveLength(3);
  expect(server.asked[0]?.range).toBeUndefined();
  expect(Number(server.asked[2]?.range?.slice('bytes='.length, -1))).toBeGreaterThan(0);

  rmSync(path());
  writeFileSync(`${path()}.part`, CONTENT.subarray(0, 50_000));
  server.asked = [];
  server.answer = serve();
  await download();
  expect(server.asked.map(({ range }) => range)).toEqual(['bytes=50000-']);
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);
});

it('begins anew where a server knows no ranges, or what is there is no part of it', async () => {
  mkdirSync(join(folder, 'deep'));
  writeFileSync(`${path()}.part`, CONTENT.subarray(0, 50_000));
  server.answer = (_request, response) => response.end(CONTENT);
  await download();
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);

  rmSync(path());
  writeFileSync(`${path()}.part`, CONTENT.subarray(0, 50_000));
  const whole = serve();
  server.answer = (request, response) => {
    if (request.headers.range) response.writeHead(416).end();
    else whole(request, response);
  };
  await download();
  expect(readFileSync(path()).equals(CONTENT)).toBe(true);
});

it('uses nothing whose digest is another', async () => {
  const other = Buffer.from(CONTENT);
  other.writeUInt8(other.readUInt8(100) ^ 1, 100);
  server.answer = serve(other);
  await expect(download()).rejects.toMatchObject({ code: 'download_corrupt' });
  expect([path(), `${path()}.part`].filter((each) => existsSync(each))).toEqual([]);
  server.answer = serve(Buffer.concat([CONTENT, Buffer.from('more')]));
  await expect(download()).rejects.toMatchObject({
    code: 'download_failed',
    message: expect.stringContaining('larger'),
  });
  expect([path(), `${path()}.part`].filter((each) => existsSync(each))).toEqual([]);
});

it('says what a server answers, and does not ask again', async () => {
  server.answer = (_request, response) => response.writeHead(404).end('<html>');
  const failure = await download().catch((error: unknown) => error);
  expect(failure).toMatchObject({
    code: 'download_failed',
    message: `Fetch '${server.base}/file': the server answers 404.`,
  });
  expect(server.asked).toHaveLength(1);
});

it('says that nobody answers, or that this computer is offline', async () => {
  server.answer = (request) => request.socket.destroy();
  await expect(download()).rejects.toMatchObject({
    code: 'download_failed',
    hint: expect.stringContaining('proxy'),
  });
  expect(server.asked).toHaveLength(3);
  const offline = Object.assign(new Error('getaddrinfo ENOTFOUND'), { code: 'ENOTFOUND' });
  await expect(download({ get: () => Promise.reject(offline) })).rejects.toMatchObject({
    message: `Fetch '${server.base}/file': ENOTFOUND.`,
    hint: expect.stringContaining('offline'),
  });
});

it('gives up a server that falls silent, and goes on with what came', async () => {
  const whole = serve();
  server.answer = (request, response) => {
    if (server.asked.length > 1) whole(request, response);
    else response.writeHead(200).write(CONTENT.subarray(0, 60_000));
  };
  await download({ silenceMs: 200 });
  expect(server.asked[1]?.range).toBe('bytes=60000-');
  server.closeConnections();
});

it('can be cancelled, and keeps what came', async () => {
  const abort = new AbortController();
  server.answer = (_request, response) => response.writeHead(200).write(CONTENT.subarray(0, 60_000));
  const ended = download({ signal: abort.signal, onProgress: () => abort.abort() });
  await expect(ended).rejects.toMatchObject({ code: 'cancelled' });
  expect(statSync(`${path()}.part`).size).toBeGreaterThan(0);
  server.closeConnections();
});

it('follows where it is led, never from https to http', async () => {
  const whole = serve();
  server.answer = (request, response) => {
    if (request.url === '/file') response.writeHead(302, { location: '/there' }).end();
    else whole(request, response);
  };
  await download();
  expect(server.asked.map(({ url }) => url)).toEqual(['/file', '/there']);
  rmSync(path());
  server.answer = (_request, response) => response.writeHead(302, { location: '/file' }).end();
  await expect(download()).rejects.toMatchObject({ message: expect.stringContaining('circles') });
  const get = () =>
    directGet(new URL(`${server.base}/file`), { headers: {}, signal: AbortSignal.timeout(5_000) });
  server.answer = (_request, response) => response.writeHead(302, { location: `${server.base}/there` }).end();
  await expect(download({ url: 'https://127.0.0.1/file', get })).rejects.toMatchObject({
    message: expect.stringContaining('not encrypted'),
  });
});
