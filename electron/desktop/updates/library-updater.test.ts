import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { AppImageUpdater, NsisUpdater } from 'electron-updater';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../../backend/log/logger.ts';
import { LibraryUpdater, type LibraryUpdaterOptions } from './library-updater.ts';
import { makeKeys } from './metadata-signature.ts';
import { TestApp } from './test-library.ts';
import { ARCH, TestUpdateServer } from './test-update-server.ts';
import type { DownloadProgress } from './updater.ts';

/** electron-updater's own updaters against a server on this computer. */
let server: TestUpdateServer;
let app: TestApp;

beforeEach(async () => {
  server = await new TestUpdateServer().start();
  app = new TestApp('1.0.0');
});

afterEach(async () => {
  app.remove();
  await server.stop();
});

function updater(options: Partial<LibraryUpdaterOptions> = {}): LibraryUpdater {
  return new LibraryUpdater({
    library: app.make(AppImageUpdater),
    way: 'appimage',
    source: options.source ?? server.source,
    installed: app.version,
    appImage: app.appImage,
    log: silentLogger,
    ...options,
  });
}

const never = new AbortController().signal;
const METADATA = `latest-linux${ARCH}.yml`;

describe('a check', () => {
  it('finds what is newer, and asks for nothing but the metadata', async () => {
    server.release('1.1.0');
    expect(await updater().check('stable')).toEqual({
      version: '1.1.0',
      releasedAt: Date.UTC(2026, 10, 1, 12),
      notes: 'Notes of 1.1.0',
      sizeBytes: 13,
    });
    expect(server.asked).toEqual([`/${METADATA}`]);
    expect(server.headers).not.toHaveProperty('x-user-staging-id');
  });

  it('tells the size of the file for this processor', async () => {
    const sha512 = `${'A'.repeat(86)}==`;
    const files = [
      { url: 'Pier-1.1.0-arm64.AppImage', sha512, size: 1 },
      { url: 'Pier Desktop (1.1.0).AppImage', sha512, size: 2 },
    ];
    server.release('1.1.0', { extra: { files } });
    expect(await updater().check('stable')).toMatchObject({ sizeBytes: process.arch === 'arm64' ? 1 : 2 });
  });

  it('finds nothing where this is the newest', async () => {
    server.release('1.0.0');
    expect(await updater().check('stable')).toBeUndefined();
  });

  it('looks where the channel says', async () => {
    server.release('1.1.0');
    server.release('1.2.0-beta.1', { metadata: `beta-linux${ARCH}.yml` });
    const both = updater();
    expect(await both.check('beta')).toMatchObject({ version: '1.2.0-beta.1' });
    expect(await both.check('stable')).toMatchObject({ version: '1.1.0' });
  });

  it('lets who left the beta channel wait for the next finished version', async () => {
    server.release('1.1.0');
    app.remove();
    app = new TestApp('1.2.0-beta.1');
    expect(await updater().check('stable')).toBeUndefined();
  });

  it('says that a version needs a newer system', async () => {
    server.release('1.1.0', { extra: { minimumSystemVersion: '999.0.0' } });
    await expect(updater().check('stable')).rejects.toThrow('needs a newer system');
  });

  it.each<[string, () => void, string]>([
    ['older', () => server.release('0.9.0'), 'older than this one'],
    [
      'signed by somebody else',
      () => server.release('1.1.0', { privateKey: makeKeys().privateKey }),
      'not signed by',
    ],
    ['not signed', () => server.serve(METADATA, 'version: 1.1.0\n'), 'is not signed'],
    [
      'changed after it was signed',
      () => server.serve(METADATA, server.release('1.1.0').replace('1.1.0', '1.2.0')),
      'not signed by',
    ],
    [
      'that of another system',
      () => server.serve(METADATA, server.release('1.1.0', { metadata: 'latest-mac.yml' })),
      'not signed by',
    ],
    [
      'that of another channel',
      () => server.serve(METADATA, server.release('1.1.0', { metadata: `beta-linux${ARCH}.yml` })),
      'not signed by',
    ],
    ['not finished', () => server.release('1.1.0-rc.1'), 'not a finished one'],
    [
      'in need of an administrator',
      () =>
        server.release('1.1.0', {
          extra: {
            files: [{ url: 'a.AppImage', sha512: `${'A'.repeat(86)}==`, isAdminRightsRequired: true }],
          },
        }),
      'rights of an administrator',
    ],
    [
      'elsewhere',
      () =>
        server.release('1.1.0', {
          extra: { files: [{ url: 'http://127.0.0.1:1/a.AppImage', sha512: `${'A'.repeat(86)}==` }] },
        }),
      'cannot be understood (files.0.url',
    ],
    [
      'without a digest',
      () => server.release('1.1.0', { extra: { files: [{ url: 'a.AppImage' }] } }),
      'cannot be understood (files.0.sha512',
    ],
    ['for other systems', () => server.release('1.1.0', { file: 'Pier.deb' }), 'no file for this system'],
  ])('refuses what is %s', async (_, publish, words) => {
    publish();
    await expect(updater().check('stable')).rejects.toMatchObject({
      code: 'update_refused',
      message: expect.stringContaining(words),
    });
    expect(server.asked).toEqual([`/${METADATA}`]);
  });

  it.each<[string, () => void, string]>([
    [
      'a web page',
      () => server.serve(METADATA, '<!DOCTYPE html><title>Sign in</title>'),
      'a web page answered',
    ],
    [
      'an error',
      () => server.serve(METADATA, (_, response) => response.writeHead(503).end('<html>')),
      'status 503',
    ],
    ['no such channel', () => {}, "no version for this system in the channel 'stable'"],
    ['nothing', () => server.serve(METADATA, () => {}), 'did not answer within'],
    [
      'half of it',
      () =>
        server.serve(METADATA, (_, response) => {
          response.writeHead(200, { 'content-length': 1000 }).write('version');
          setImmediate(() => response.destroy());
        }),
      'does not answer',
    ],
  ])('tells that the server answered with %s', async (_, publish, words) => {
    publish();
    await expect(updater({ answerLimitMs: 200 }).check('stable')).rejects.toMatchObject({
      code: 'update_server_failed',
      message: expect.stringContaining(words),
    });
  });

  it('tells a server that is down', async () => {
    const { source } = server;
    await server.stop();
    await expect(updater({ source }).check('stable')).rejects.toMatchObject({ code: 'update_server_failed' });
    await server.start();
  });
});

describe('a download', () => {
  const big = Buffer.alloc(3_000_000, 'pier');

  async function found(options: Partial<LibraryUpdaterOptions> = {}): Promise<LibraryUpdater> {
    const each = updater(options);
    await each.check('stable');
    return each;
  }

  const pending = () => join(app.folder, 'cache/pending');
  /** What could be taken for a download. A file that was being opened as it broke off may be there, and is removed next time. */
  const left = () =>
    (existsSync(pending()) ? readdirSync(pending()) : []).filter((name) => !name.startsWith('temp-'));

  it('fetches the file, tells how far it is, and takes the place of the AppImage', async () => {
    server.release('1.1.0', { content: Buffer.from('#!/bin/sh\necho "$0" > "$(dirname "$0")/started"\n') });
    const each = await found();
    const told: DownloadProgress[] = [];
    await each.download((progress) => told.push(progress), never);
    expect(told.at(-1)).toMatchObject({ receivedBytes: 48, totalBytes: 48 });
    await each.verify();
    expect(readFileSync(app.appImage, 'utf8')).toBe('the version before');
    await each.install();
    expect(readFileSync(app.appImage, 'utf8')).toContain('#!/bin/sh');
    await expect.poll(() => existsSync(join(app.folder, 'started'))).toBe(true);
  });

  it('takes what an earlier start fetched, where it is whole', async () => {
    server.release('1.1.0');
    await (await found()).download(() => {}, never);
    server.asked.length = 0;
    const again = await found();
    await again.download(() => {}, never);
    await again.verify();
    expect(server.asked).toEqual([`/${METADATA}`]);
  });

  it('refuses another file than the one that was released', async () => {
    server.release('1.1.0');
    server.serve('Pier-1.1.0.AppImage', 'version 6.6.6');
    await expect((await found()).download(() => {}, never)).rejects.toMatchObject({ code: 'update_refused' });
    expect(left()).toEqual([]);
  });

  it('refuses to install what was changed after it was fetched', async () => {
    server.release('1.1.0');
    const each = await found();
    await each.download(() => {}, never);
    writeFileSync(join(pending(), 'Pier-1.1.0.AppImage'), 'version 6.6.6');
    await expect(each.verify()).rejects.toMatchObject({ code: 'update_refused' });
  });

  it('leaves the AppImage where what was fetched is gone', async () => {
    server.release('1.1.0');
    const each = await found();
    await each.download(() => {}, never);
    rmSync(pending(), { recursive: true });
    await expect(each.verify()).rejects.toMatchObject({ code: 'update_failed' });
    expect(readFileSync(app.appImage, 'utf8')).toBe('the version before');
  });

  it('can be cancelled, leaves nothing, and begins anew', async () => {
    server.release('1.1.0', { content: big });
    let answers = 0;
    server.serve('Pier-1.1.0.AppImage', (_, response) => {
      answers += 1;
      response.writeHead(200, { 'content-length': big.length });
      // The first one stays without its end.
      if (answers === 1) response.write(big.subarray(0, 1_000_000));
      else response.end(big);
    });
    const each = await found();
    const abort = new AbortController();
    const download = each.download(() => {}, abort.signal);
    await expect.poll(() => answers).toBe(1);
    abort.abort();
    await expect(download).rejects.toMatchObject({ name: 'AbortError' });
    expect(left()).toEqual([]);
    await each.download(() => {}, never);
    await each.verify();
  });

  it.each<[string, (response: ServerResponse) => void, string]>([
    [
      'goes silent',
      (response) => void response.writeHead(200, { 'content-length': big.length }).write('#'),
      'nothing came for',
    ],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': big.length }).write('#');
        setImmediate(() => response.destroy());
      },
      '',
    ],
    ['has it no more', (response) => void response.writeHead(410).end(), 'status 410'],
  ])('fails where the server %s', async (_, answer, words) => {
    server.release('1.1.0', { content: big });
    server.serve('Pier-1.1.0.AppImage', (_request, response) => answer(response));
    await expect((await found({ silentMs: 300 })).download(() => {}, never)).rejects.toMatchObject({
      code: 'update_server_failed',
      message: expect.stringContaining(words),
    });
    expect(left()).toEqual([]);
  });
});

it('never asks Windows for the rights of an administrator', async () => {
  // Not executable here: where Windows would refuse it, the library takes its elevate.exe.
  server.release('1.1.0', { metadata: `latest-linux${ARCH}.yml`, file: 'Pier-Setup-1.1.0.exe' });
  const library = app.make(NsisUpdater);
  const errors: Error[] = [];
  library.on('error', (error) => errors.push(error));
  const each = updater({ library, way: 'nsis', appImage: undefined });
  expect(await each.check('stable')).toMatchObject({ version: '1.1.0' });
  await each.download(() => {}, never);
  await each.verify();
  const before = process.resourcesPath;
  Object.assign(process, { resourcesPath: app.folder });
  await expect(each.install()).rejects.toMatchObject({
    code: 'update_failed',
    message: expect.stringContaining('may not be written'),
  });
  await expect
    .poll(() => errors.map(({ message }) => message))
    .toContain('Install the update: it asks for the rights of an administrator.');
  Object.assign(process, { resourcesPath: before });
});
