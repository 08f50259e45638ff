import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DOCKER_HUB } from '../../../shared/model/registry-server.ts';
import { silentLogger } from '../log/logger.ts';
import { CredentialBroker } from './credential-broker.ts';
import { ProgramLogins } from './program-logins.ts';

let home: string;
let kept: Record<string, { username: string; secret: string }>;

const own = {
  get: async (server: string) => kept[server],
  list: async () => Object.fromEntries(Object.keys(kept).map((server) => [server, ''])),
};
const auth = (text: string) => Buffer.from(text).toString('base64');
const folder = () => join(home, 'run');

function make(): ProgramLogins {
  const env = { HOME: home, PATH: join(home, 'bin') };
  const broker = new CredentialBroker({ env, own, log: silentLogger });
  return new ProgramLogins({ folder: folder(), env, broker });
}

/** What a program would read. */
async function configOf(logins: ProgramLogins): Promise<Record<string, unknown> | undefined> {
  return logins.use(async ({ DOCKER_CONFIG }) => {
    if (!DOCKER_CONFIG) return undefined;
    expect(statSync(DOCKER_CONFIG).mode & 0o777).toBe(0o700);
    expect(statSync(join(DOCKER_CONFIG, 'config.json')).mode & 0o777).toBe(0o600);
    expect(existsSync(join(DOCKER_CONFIG, 'contexts'))).toBe(true);
    return JSON.parse(readFileSync(join(DOCKER_CONFIG, 'config.json'), 'utf8'));
  });
}

const config = (value: object) => writeFileSync(join(home, '.docker/config.json'), JSON.stringify(value));

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-program-logins-'));
  mkdirSync(join(home, '.docker/contexts'), { recursive: true });
  kept = { [DOCKER_HUB]: { username: 'me', secret: 'hub-secret' } };
});
afterEach(() => rmSync(home, { recursive: true }));

it('adds what Pier alone keeps to what the person has, for as long as the program runs', async () => {
  kept.ghcr = { username: '<token>', secret: 'identity' };
  config({ auths: { 'r.example': { auth: auth('a:b') } }, proxies: { default: {} } });
  const logins = make();
  expect(await configOf(logins)).toEqual({
    auths: {
      'r.example': { auth: auth('a:b') },
      [DOCKER_HUB]: { auth: auth('me:hub-secret') },
      ghcr: { identitytoken: 'identity' },
    },
    credHelpers: { [DOCKER_HUB]: '', ghcr: '' },
    credsStore: '',
    proxies: { default: {} },
  });
  expect(readdirSync(folder())).toEqual([]);
  await expect(logins.use(() => Promise.reject(new Error('ended')))).rejects.toThrow('ended');
  expect(readdirSync(folder())).toEqual([]);
});

it('leaves others to their stores, and needs no program for its own', async () => {
  config({ credsStore: 'pass', credHelpers: { [DOCKER_HUB]: 'pier', other: 'gcloud' } });
  expect(await configOf(make())).toMatchObject({
    credsStore: 'pass',
    credHelpers: { [DOCKER_HUB]: '', other: 'gcloud' },
  });
  config({ credsStore: 'pier' });
  expect(await configOf(make())).toMatchObject({ credsStore: '' });
});

it('writes nothing where the person has it all, or Pier has none', async () => {
  config({ auths: { [DOCKER_HUB]: { auth: auth('other:login') } } });
  expect(await configOf(make())).toBeUndefined();
  kept = {};
  expect(await configOf(make())).toBeUndefined();
  expect(existsSync(folder())).toBe(false);
});

it('removes what a backend that was killed has left', () => {
  mkdirSync(join(folder(), 'config-old'), { recursive: true });
  make();
  expect(existsSync(folder())).toBe(false);
});

it('goes on without a store that fails', async () => {
  own.list = async () => {
    throw new Error('locked');
  };
  expect(await configOf(make())).toBeUndefined();
});
