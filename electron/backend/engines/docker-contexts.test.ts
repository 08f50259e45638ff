import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { contextFolders, removeContext, writeContext } from '../../../e2e/fixtures/docker-contexts.ts';
import { AppError } from '../../../shared/errors.ts';
import { makeCertificates } from '../../../vm/drivers/guest/make-certificates.ts';
import { contextFolderName } from '../docker-cli/docker-contexts.ts';
import { readDockerContexts } from './docker-contexts.ts';
import { otherContexts } from './other-contexts.ts';
import { watchContexts } from './watch-contexts.ts';

let dir: string;
let env: NodeJS.ProcessEnv;
let pem: Awaited<ReturnType<typeof makeCertificates>>;

beforeAll(async () => {
  pem = await makeCertificates(new Date());
});
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'pier-contexts-'));
  env = { DOCKER_CONFIG: dir };
});
afterEach(() => rm(dir, { recursive: true, force: true }));

const read = async (name: string) => (await readDockerContexts(env)).find((each) => each.name === name);
const targetOf = async (name: string) => (await read(name))?.target;

/** Writes a meta.json as it is. */
async function writeMeta(name: string, text: string): Promise<string> {
  const { meta } = contextFolders(dir, name);
  await mkdir(meta, { recursive: true });
  await writeFile(join(meta, 'meta.json'), text);
  return meta;
}

describe('docker contexts', () => {
  it('are kept in folders named as docker names them', () => {
    expect(contextFolderName('remote')).toBe(
      'b71199ebd070b36beab7317920c2c2f1d777df8d05e5527d8458fda57cb17a7a',
    );
  });

  it('begin with the default one, then come by name as people count', async () => {
    for (const name of ['box-10', 'box-9', 'alpha'])
      await writeContext(dir, { name, host: 'unix:///run/a.sock' });
    expect((await readDockerContexts(env)).map(({ name }) => name)).toEqual([
      'default',
      'alpha',
      'box-9',
      'box-10',
    ]);
  });

  it.each([
    ['unix:///run/user/1000/docker.sock', { kind: 'unix', path: '/run/user/1000/docker.sock' }],
    ['tcp://10.0.0.9', { kind: 'tcp', host: '10.0.0.9', port: 2376 }],
    ['tcp://[fd00::9]:2375', { kind: 'tcp', host: 'fd00::9', port: 2375 }],
    ['ssh://ann@build.example:2222', { kind: 'ssh', host: 'build.example', user: 'ann', port: 2222 }],
    ['ssh://build/run/podman.sock', { kind: 'ssh', host: 'build', socketPath: '/run/podman.sock' }],
  ])('are reached by %s', async (host, target) => {
    await writeContext(dir, { name: 'one', host });
    expect(await targetOf('one')).toEqual(target);
  });

  it('leave keys and endpoints of other programs alone', async () => {
    await writeMeta(
      'k8s',
      JSON.stringify({
        Name: 'k8s',
        Metadata: { Description: 'Cluster', 'com.example': { deep: [1] } },
        Endpoints: { docker: { Host: 'unix:///run/a.sock', New: true }, kubernetes: { Host: 'https://k' } },
        Future: 1,
      }),
    );
    expect(await read('k8s')).toMatchObject({ description: 'Cluster', target: { kind: 'unix' } });
  });

  it.each([
    ['npipe:////./pipe/docker_engine'],
    ['unix://relative.sock'],
    ['tcp://user@host'],
    ['ssh://ann:secret@host'],
    ['ssh://-oProxyCommand=touch%20x'],
    ['ssh://'],
    ['nonsense'],
  ])('cannot be used at %s, and say so', async (host) => {
    await writeContext(dir, { name: 'odd', host });
    const target = await targetOf('odd');
    expect(target).toBeInstanceOf(AppError);
    expect(target).toMatchObject({ code: 'context_invalid', message: expect.stringContaining("'odd'") });
  });

  it.each([
    ['no JSON', '{"Name":'],
    ['no object', '[]'],
    ['no name', '{"Endpoints":{"docker":{}}}'],
    ['no engine', '{"Name":"bad","Endpoints":{"kubernetes":{}}}'],
    ['another name', '{"Name":"else","Endpoints":{"docker":{"Host":"unix:///run/a.sock"}}}'],
    ['too much', `"${'x'.repeat(1024 * 1024 + 10)}"`],
  ])('that have %s are listed with the reason, beside those that are well', async (_what, text) => {
    await writeContext(dir, { name: 'good', host: 'unix:///run/a.sock' });
    await writeMeta('bad', text);
    const contexts = await readDockerContexts(env);
    expect(contexts).toHaveLength(3);
    expect(contexts.filter(({ target }) => target instanceof AppError)).toMatchObject([
      { name: contextFolderName('bad').slice(0, 12), target: { code: 'context_invalid' } },
    ]);
  });

  it('are none where a folder has no file, a link leads nowhere, or there is no folder at all', async () => {
    expect(await readDockerContexts({ DOCKER_CONFIG: join(dir, 'none') })).toHaveLength(1);
    await mkdir(join(dir, 'contexts/meta/empty'), { recursive: true });
    await symlink(join(dir, 'gone'), join(dir, 'contexts/meta/dangling'));
    await writeFile(join(dir, 'contexts/meta/file'), '');
    expect(await readDockerContexts(env)).toHaveLength(1);
  });

  it('may be links', async () => {
    await writeContext(dir, { name: 'linked', host: 'unix:///run/a.sock' });
    const { meta } = contextFolders(dir, 'linked');
    await rename(meta, join(dir, 'elsewhere'));
    await symlink(join(dir, 'elsewhere'), meta);
    expect(await targetOf('linked')).toMatchObject({ kind: 'unix' });
  });

  it('are named anew by what decides how they are reached, and by nothing else', async () => {
    await writeContext(dir, { name: 'one', host: 'tcp://h:1' });
    const before = (await read('one'))?.digest;
    await writeContext(dir, { name: 'one', host: 'tcp://h:1', description: 'now with words' });
    expect((await read('one'))?.digest).toBe(before);
    await writeContext(dir, { name: 'one', host: 'tcp://h:1', skipTlsVerify: true });
    expect((await read('one'))?.digest).not.toBe(before);
  });

  describe('with TLS', () => {
    const host = 'tcp://h:2376';
    const tlsOf = async () => ((await targetOf('tls')) as { tls?: unknown }).tls;

    it('have their certificates, and may skip the check', async () => {
      const { ca, clientCert: cert, clientKey: key } = pem;
      await writeContext(dir, { name: 'tls', host, tls: { ca, cert, key } });
      expect(await tlsOf()).toEqual({ ca, cert, key, verify: true });
      await writeContext(dir, { name: 'tls', host, skipTlsVerify: true });
      expect(await tlsOf()).toEqual({ ca, cert, key, verify: false });
    });

    it('may have no more than a certificate authority', async () => {
      await writeContext(dir, { name: 'tls', host, tls: { ca: pem.ca } });
      expect(await tlsOf()).toEqual({ ca: pem.ca, verify: true });
    });

    it.each([
      ['a certificate without its key', () => ({ cert: pem.clientCert }), 'key.pem'],
      ['a key without its certificate', () => ({ key: pem.clientKey }), 'cert.pem'],
      ['a certificate that is none', () => ({ cert: 'no', key: pem.clientKey }), 'certificates'],
      ['a key of another', () => ({ cert: pem.clientCert, key: pem.serverKey }), 'certificates'],
    ])('cannot be used with %s', async (_what, tls, word) => {
      await writeContext(dir, { name: 'tls', host, tls: tls() });
      const target = (await targetOf('tls')) as AppError;
      expect(target).toMatchObject({ code: 'context_invalid', message: expect.stringContaining(word) });
      expect(target.message).not.toContain('PRIVATE KEY');
    });
  });

  describe('the default one', () => {
    it('is the socket of this computer, or what the environment says', async () => {
      expect(await targetOf('default')).toEqual({ kind: 'unix', path: '/var/run/docker.sock' });
      env = { ...env, DOCKER_HOST: 'tcp://10.1.1.1:2375' };
      expect(await targetOf('default')).toEqual({ kind: 'tcp', host: '10.1.1.1', port: 2375 });
    });

    it('takes its certificates from where the environment says', async () => {
      await writeFile(join(dir, 'ca.pem'), pem.ca);
      env = { ...env, DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1' };
      expect(await targetOf('default')).toMatchObject({ tls: { ca: pem.ca, verify: true } });
      env = { ...env, DOCKER_CERT_PATH: join(dir, 'none'), DOCKER_TLS_VERIFY: '', DOCKER_TLS: '1' };
      expect(await targetOf('default')).toMatchObject({ tls: { verify: false } });
    });
  });

  it("are not listed where they lead to Pier's own socket, by a link as well", async () => {
    const own = join(dir, 'own.sock');
    await writeFile(own, '');
    await symlink(own, join(dir, 'link.sock'));
    await writeContext(dir, { name: 'pier', host: `unix://${own}` });
    await writeContext(dir, { name: 'by-link', host: `unix://${join(dir, 'link.sock')}` });
    await writeContext(dir, { name: 'other', host: 'unix:///run/other.sock' });
    expect((await otherContexts(env, own)).map(({ name }) => name)).toEqual(['default', 'other']);
  });
});

describe('watchContexts', () => {
  const ends: (() => void)[] = [];
  afterAll(() => {
    for (const end of ends) end();
  });

  it('hears of contexts also where docker had none before, of their changes and of their end', async () => {
    env = { DOCKER_CONFIG: join(dir, '.docker') };
    const heard = vi.fn();
    ends.push(watchContexts(env, heard));
    const hear = async (what: () => Promise<void>) => {
      heard.mockClear();
      await what();
      await vi.waitFor(() => expect(heard).toHaveBeenCalled(), { timeout: 10_000 });
    };
    const config = env.DOCKER_CONFIG ?? '';
    await hear(() => writeContext(config, { name: 'one', host: 'unix:///run/a.sock' }));
    await hear(() => writeContext(config, { name: 'one', host: 'unix:///run/b.sock' }));
    await hear(() => removeContext(config, 'one'));
  });
});
