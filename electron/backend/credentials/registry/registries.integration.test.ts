import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startHttpProxy } from '../../../../e2e/fixtures/http-proxy.ts';
import { REGISTRY_USER, startRegistry, type TestRegistry } from '../../../../e2e/fixtures/registry.ts';
import { toAppError } from '../../../../shared/errors.ts';
import { silentLogger } from '../../log/logger.ts';
import { NO_PROXIES } from '../../network/system-proxy/proxy-words.ts';
import { hostProxies } from '../../settings/effective-proxy.ts';
import { settingsSchema } from '../../settings/settings.ts';
import { CredentialBroker } from '../credential-broker.ts';
import { EncryptedFile } from '../own-store/encrypted-file.ts';
import { Keychain } from '../own-store/keychain.ts';
import { OwnCredentials } from '../own-store/own-credentials.ts';
import { TOKEN_USER } from '../registry-auth.ts';
import { Registries } from './registries.ts';

let home: string;
let registry: TestRegistry;
/** The registry by an address that is no one's own computer: its certificate has to be signed by somebody. */
let foreign: string;
let own: OwnCredentials;
let broker: CredentialBroker;
let registries: Registries;
const settings = { current: settingsSchema.parse({}) };

const absent = new Keychain({
  load: async () => {
    throw new Error('DBus error: no bus');
  },
});

beforeAll(async () => {
  registry = await startRegistry({ login: true, tls: true });
  foreign = registry.host.replace('127.0.0.1', '0.0.0.0');
});
afterAll(() => registry?.stop());

beforeEach(async () => {
  home = mkdtempSync(join(tmpdir(), 'pier-registries-'));
  const path = join(home, 'credentials.json');
  const env = { HOME: home, PATH: '/usr/bin:/bin' };
  const file = new EncryptedFile(path, { N: 2 ** 14, r: 8, p: 1 });
  own = new OwnCredentials({ path, keychain: absent, file });
  await own.unlock('passphrase');
  broker = new CredentialBroker({ env, own, log: silentLogger });
  settings.current = settingsSchema.parse({ proxyMode: 'none' });
  registries = new Registries({
    env,
    own,
    broker,
    settings,
    proxies: () => hostProxies(settings.current, NO_PROXIES),
  });
});
afterEach(() => rmSync(home, { recursive: true }));

const dockerConfig = (value: object) => {
  mkdirSync(join(home, '.docker'), { recursive: true });
  writeFileSync(join(home, '.docker/config.json'), JSON.stringify(value));
};
const trust = () => {
  const folder = join(home, '.docker/certs.d', foreign);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'ca.crt'), registry.ca);
};

describe('signing in to a registry with a private authority', () => {
  it('keeps what the registry takes, shows it, and forgets it', async () => {
    trust();
    const signedIn = await registries.signIn({ registry: `https://${foreign}/`, ...REGISTRY_USER });
    const shown = { server: foreign, title: foreign, username: 'bo', keptIn: 'pier' };
    expect(signedIn).toEqual(shown);
    expect(await registries.list()).toEqual({ registries: [shown], problems: [] });
    expect((await broker.forImage(`${foreign}/a`)).auth).toMatchObject(REGISTRY_USER);
    await expect(registries.repositories(foreign)).resolves.toEqual({ names: [], more: false });
    await registries.signOut(shown);
    expect((await registries.list()).registries).toEqual([]);
    await expect(registries.repositories(foreign)).rejects.toMatchObject({ code: 'sign_in_refused' });
  });

  it('keeps nothing that the registry refuses', async () => {
    trust();
    const thrown = await registries
      .signIn({ registry: foreign, username: 'bo', password: 'planted-wrong-one' })
      .catch((error) => error.toData());
    expect(thrown.code).toBe('sign_in_refused');
    expect(JSON.stringify(thrown)).not.toContain('planted');
    expect(await own.list()).toEqual({});
  });

  it('sends no password to whom nobody vouches for, and says where the certificate belongs', async () => {
    const attempt = registries.signIn({ registry: foreign, ...REGISTRY_USER });
    await expect(attempt).rejects.toMatchObject({
      code: 'registry_failed',
      hint: expect.stringContaining(`${join(home, '.docker/certs.d', foreign)}/ca.crt`),
    });
    // As engines do, this computer's own are taken as they are.
    await registries.signIn({ registry: registry.host, ...REGISTRY_USER });
  });

  it('trusts whom the settings trust, as the engine does', async () => {
    settings.current = settingsSchema.parse({ registryCertificates: { [foreign]: registry.ca } });
    await registries.signIn({ registry: foreign, ...REGISTRY_USER });
    settings.current = settingsSchema.parse({ insecureRegistries: ['0.0.0.0/8'] });
    await registries.signIn({ registry: foreign, ...REGISTRY_USER });
    settings.current = settingsSchema.parse({ insecureRegistries: ['other.test'] });
    const attempt = registries.signIn({ registry: foreign, ...REGISTRY_USER });
    await expect(attempt).rejects.toMatchObject({ code: 'registry_failed' });
  });

  it('goes over the proxy that is set, whose password stands in no error', async () => {
    const credentials = 'user:planted-proxy-password';
    const places = { 'registry.test:5000': registry.host };
    const proxy = await startHttpProxy({ credentials, places });
    try {
      const through = (login: string) => ({
        ...{ proxyMode: 'manual', httpsProxy: `http://${login}@127.0.0.1:${proxy.port}` },
        registryCertificates: { 'registry.test:5000': registry.ca },
      });
      settings.current = settingsSchema.parse(through(credentials));
      await registries.signIn({ registry: 'registry.test:5000', ...REGISTRY_USER });
      expect(proxy.asked).toEqual(['CONNECT registry.test:5000', 'CONNECT registry.test:5000']);
      settings.current = settingsSchema.parse(through('user:planted-other'));
      const thrown = await registries
        .signIn({ registry: 'registry.test:5000', ...REGISTRY_USER })
        .catch((error) => error.toData());
      expect(thrown.message).toContain(`over the proxy '127.0.0.1:${proxy.port}'`);
      expect(thrown.hint).toContain('Settings > Network');
      expect(JSON.stringify(thrown)).not.toContain('planted');
    } finally {
      proxy.close();
    }
  });

  it('goes to the store that docker takes for it, and not beside a login in plain text', async () => {
    trust();
    const auth = Buffer.from('bo:old').toString('base64');
    dockerConfig({ auths: { [foreign]: { auth } } });
    const attempt = registries.signIn({ registry: foreign, ...REGISTRY_USER });
    await expect(attempt).rejects.toMatchObject({
      hint: expect.stringContaining(`docker logout ${foreign}`),
    });
    expect((await registries.list()).registries).toMatchObject([{ username: 'bo', keptIn: 'file' }]);

    mkdirSync(join(home, '.local/bin'), { recursive: true });
    const helper = `#!/bin/sh\n[ "$1" = store ] && cat > ${home}/stored\n[ "$1" = list ] && echo '{"${foreign}":"bo"}'\nexit 0\n`;
    writeFileSync(join(home, '.local/bin/docker-credential-test'), helper, { mode: 0o755 });
    dockerConfig({ credsStore: 'test' });
    expect(await registries.signIn({ registry: foreign, ...REGISTRY_USER })).toMatchObject({
      keptIn: 'test',
    });
    expect(JSON.parse(readFileSync(join(home, 'stored'), 'utf8'))).toEqual({
      ServerURL: foreign,
      Username: 'bo',
      Secret: REGISTRY_USER.password,
    });
    expect((await registries.list()).registries).toMatchObject([{ keptIn: 'test' }]);
  });

  it.each([
    ['ftp://x.example', 'unsupported scheme: ftp'],
    ['https://', 'no hostname in URL'],
    ['a b', 'this is no address'],
    ['registry.example\0.other', 'invalid control character in URL'],
    ['https://user:planted@registry.example', "Use '***@registry.example': this is no address"],
    ['registry.example:99999', 'this is no address'],
  ])('refuses the address %s', async (address, words) => {
    await expect(registries.signIn({ registry: address, ...REGISTRY_USER })).rejects.toThrow(words);
  });

  it.each([
    ['a user with a colon', { username: 'a:b', password: 'planted' }],
    ['a user with a NUL', { username: 'a\0b', password: 'planted' }],
    ['a password of 1 MB', { username: 'bo', password: 'planted'.repeat(150_000) }],
  ])('keeps nothing for %s, and says why', async (_, login) => {
    const thrown = await registries
      .signIn({ registry: registry.host, ...login })
      .catch((error: unknown) => toAppError(error).toData());
    expect(thrown).toMatchObject({
      code: expect.stringMatching(/^(bad_input|registry_failed|sign_in_refused)$/),
    });
    expect(JSON.stringify(thrown)).not.toContain('planted');
    expect(await own.list()).toEqual({});
  });

  it('says that the registry is down, and of a store that fails what else there is', async () => {
    await own.store(foreign, { username: 'bo', secret: 's3cret' });
    dockerConfig({ credsStore: 'missing' });
    const { registries: found, problems } = await registries.list();
    expect(found).toMatchObject([{ keptIn: 'pier' }]);
    expect(problems).toMatchObject([{ code: 'credential_helper_failed' }]);
    dockerConfig({});
    await registry.down();
    await expect(registries.signIn({ registry: registry.host, ...REGISTRY_USER })).rejects.toMatchObject({
      code: 'registry_failed',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    await registry.boot();
  });
});

describe('a registry that wants tokens', () => {
  let server: Server;
  let host: string;
  let realm: string;
  const seen: string[] = [];
  /** How many good tokens are called invalid, as those that have expired are. */
  let refusals = 0;

  beforeEach(async () => {
    seen.length = 0;
    refusals = 0;
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      let body = '';
      request.on('data', (chunk) => {
        body += chunk;
      });
      request.on('end', () => {
        seen.push(`${request.method} ${request.url} ${body}`);
        const { authorization } = request.headers;
        const basic = `Basic ${Buffer.from('bo:right').toString('base64')}`;
        if (url.pathname === '/token') {
          const isKnown = authorization === basic || body.includes('refresh_token=identity');
          response.writeHead(isKnown ? 200 : 401).end(JSON.stringify({ access_token: 'short' }));
        } else if (authorization && refusals-- > 0) {
          response
            .writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",error="invalid_token"` })
            .end();
        } else if (authorization !== 'Bearer short') {
          response.writeHead(401, { 'www-authenticate': `Bearer realm="${realm}",service="test"` }).end();
        } else if (url.pathname === '/v2/_catalog') {
          response.writeHead(200, { link: '<x>; rel="next"' }).end('{"repositories":["a","b/c"]}');
        } else {
          response.writeHead(200).end('{"tags":["1","2"]}');
        }
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    realm = `http://${host}/token`;
  });
  afterEach(() => server.close());

  it('gets the login at its token server alone, and is browsed with the token', async () => {
    await registries.signIn({ registry: host, username: 'bo', password: 'right' });
    expect(seen).toContain('GET /token?service=test&account=bo ');
    expect(await registries.repositories(host)).toEqual({ names: ['a', 'b/c'], more: true });
    expect(await registries.tags(host, 'b/c')).toEqual(['1', '2']);
    const wrong = registries.signIn({ registry: host, username: 'bo', password: 'wrong' });
    await expect(wrong).rejects.toMatchObject({ code: 'sign_in_refused' });
  });

  it('gives a token that it refuses at once: another one is asked for, and it is told apart from a wrong login', async () => {
    await own.store(host, { username: 'bo', secret: 'right' });
    refusals = 1;
    expect(await registries.tags(host, 'a')).toEqual(['1', '2']);
    refusals = 2;
    await expect(registries.tags(host, 'a')).rejects.toMatchObject({
      code: 'registry_failed',
      message: expect.stringContaining('token'),
    });
  });

  it('is asked with an identity token where that is the login', async () => {
    await own.store(host, { username: TOKEN_USER, secret: 'identity' });
    expect(await registries.tags(host, 'a')).toEqual(['1', '2']);
    expect(seen.some((each) => each.startsWith('POST /token grant_type=refresh_token'))).toBe(true);
  });

  it('gets no password where its token server has no TLS and is elsewhere', async () => {
    realm = 'http://tokens.example/token';
    const attempt = registries.signIn({ registry: host, username: 'bo', password: 'right' });
    await expect(attempt).rejects.toMatchObject({
      code: 'registry_failed',
      message: expect.stringContaining('TLS'),
    });
  });
});
