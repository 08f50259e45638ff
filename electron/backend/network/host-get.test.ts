import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { downloadFile } from '../../../vm/downloads/download-file.ts';
import { CONTENT, SHA256, TestFileServer } from '../../../vm/downloads/test-file-server.ts';
import { hostGet } from './host-get.ts';

let folder: string;
const server = new TestFileServer();
beforeAll(() => server.listen());
afterAll(() => server.close());
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-downloads-'));
  server.reset();
});
afterEach(() => rmSync(folder, { recursive: true }));

it('goes over the proxy of this computer, where the address is not excepted from it', async () => {
  const path = join(folder, 'file');
  const options = {
    sha256: SHA256,
    size: CONTENT.length,
    path,
    signal: new AbortController().signal,
    waits: [],
  };
  const get = hostGet(() => ({ http: new URL(server.base), noProxy: '' }));
  await downloadFile({ ...options, url: 'http://release.example/file', get });
  expect(server.asked).toMatchObject([{ url: 'http://release.example/file', host: 'release.example' }]);
  expect(readFileSync(path).equals(CONTENT)).toBe(true);

  // Nobody is asked for what is on this computer.
  const dead = hostGet(() => ({ http: new URL('http://127.0.0.1:1'), noProxy: '' }));
  await downloadFile({ ...options, path: `${path}2`, url: `${server.base}/file`, get: dead });
  expect(server.asked[1]).toMatchObject({ url: '/file' });
});
