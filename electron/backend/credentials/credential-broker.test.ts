import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DOCKER_HUB } from '../../../shared/model/registry-server.ts';
import type { Logger } from '../log/logger.ts';
import { CredentialBroker, type CredentialStore } from './credential-broker.ts';

let home: string;
let env: NodeJS.ProcessEnv;
let logged: string[];
let kept: Record<string, { username: string; secret: string }>;

const own: CredentialStore = {
  get: async (server) => kept[server],
  list: async () =>
    Object.fromEntries(Object.entries(kept).map(([server, { username }]) => [server, username])),
};
const note = (message: string, fields?: object) => logged.push(`${message} ${JSON.stringify(fields)}`);
const log: Logger = { debug: note, info: note, warn: note, error: note };
const broker = () => new CredentialBroker({ env, own, log });
const pair = (user: string, password: string) => Buffer.from(`${user}:${password}`).toString('base64');

function config(value: unknown): void {
  mkdirSync(join(home, '.docker'), { recursive: true });
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  writeFileSync(join(home, '.docker/config.json'), text);
}

/** A helper as a person may have one: a program on the PATH. `script` knows the action as $1 and the server as $server. */
function helper(name: string, script: string): void {
  const path = join(home, 'bin', `docker-credential-${name}`);
  writeFileSync(path, `#!/bin/sh\nserver=$(cat)\n${script}\n`);
  chmodSync(path, 0o755);
}

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-broker-'));
  mkdirSync(join(home, 'bin'));
  env = { HOME: home, PATH: `${join(home, 'bin')}:/usr/bin:/bin` };
  logged = [];
  kept = {};
});
afterEach(() => rmSync(home, { recursive: true }));

describe('which login a registry gets', () => {
  it('is nobody’s where nothing is configured', async () => {
    expect(await broker().forImage('alpine')).toEqual({ auth: {} });
  });

  it.each([
    ['alpine', DOCKER_HUB],
    ['library/alpine:3', DOCKER_HUB],
    ['docker.io/me/app', DOCKER_HUB],
    ['index.docker.io/me/app', DOCKER_HUB],
    ['localhost/app', 'localhost'],
    ['ghcr.io/me/app@sha256:0', 'ghcr.io'],
    ['127.0.0.1:5000/app:1', '127.0.0.1:5000'],
    ['Upper/app', 'Upper'],
  ])('%s is asked for as %s', async (image, server) => {
    config({ auths: { [server]: { auth: pair('me', 'secret:with:colons') } } });
    expect((await broker().forImage(image)).auth).toEqual({
      username: 'me',
      password: 'secret:with:colons',
      serveraddress: server,
    });
  });

  it('is found under the old spelling of its server', async () => {
    config({ auths: { 'https://r.example:5000/v1/': { auth: pair('me', 'old') } } });
    expect((await broker().forImage('r.example:5000/a')).auth).toMatchObject({
      username: 'me',
      password: 'old',
    });
    expect((await broker().forImage('r.example/a')).auth).toEqual({});
  });

  it('has its identity token in place of a password', async () => {
    config({ auths: { 'r.example': { identitytoken: 'token-in-file' } } });
    expect((await broker().forImage('r.example/a')).auth).toEqual({
      identitytoken: 'token-in-file',
      serveraddress: 'r.example',
    });
    config({ credsStore: 'test' });
    helper('test', `echo '{"Username":"\\u003ctoken\\u003e","Secret":"token-in-store"}'`);
    expect((await broker().forImage('r.example/a')).auth).toEqual({
      identitytoken: 'token-in-store',
      serveraddress: 'r.example',
    });
  });

  it('is that of the store named for the server, before the store of all, before the file', async () => {
    helper('one', `echo "{\\"Username\\":\\"one\\",\\"Secret\\":\\"$server\\"}"`);
    helper('two', `echo "{\\"Username\\":\\"two\\",\\"Secret\\":\\"$server\\"}"`);
    config({
      auths: { 'b.example': { auth: pair('file', 'f') }, 'c.example': { auth: pair('file', 'f') } },
      credsStore: 'one',
      credHelpers: { 'a.example': 'two', 'c.example': '' },
    });
    const user = async (image: string) => (await broker().forImage(image)).auth.username;
    expect([await user('a.example/x'), await user('b.example/x'), await user('c.example/x')]).toEqual([
      'two',
      'one',
      'file',
    ]);
    expect((await broker().forImage('a.example/x')).auth.password).toBe('a.example');
  });

  it('is that of DOCKER_AUTH_CONFIG before all of them', async () => {
    config({ auths: { 'r.example': { auth: pair('file', 'f') } } });
    env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { 'r.example': { auth: pair('ci', 'c') } } });
    expect((await broker().forImage('r.example/a')).auth.username).toBe('ci');
    env.DOCKER_AUTH_CONFIG = 'no json';
    expect((await broker().forImage('r.example/a')).auth.username).toBe('file');
  });

  it('follows DOCKER_CONFIG', async () => {
    config({ auths: { 'r.example': { auth: pair('home', 'f') } } });
    env.DOCKER_CONFIG = join(home, 'else');
    expect((await broker().forImage('r.example/a')).auth).toEqual({});
  });

  it('is what Pier keeps where Docker knows none, and where Docker names Pier’s store, without a program', async () => {
    kept = { 'r.example': { username: 'pier', secret: 'kept' } };
    expect((await broker().forImage('r.example/a')).auth).toMatchObject({
      username: 'pier',
      password: 'kept',
    });
    config({ credsStore: 'pier' });
    const { auth, problem } = await broker().forImage('r.example/a');
    expect([auth.username, problem]).toEqual(['pier', undefined]);
  });

  it('may be missing in a store without a word of failure', async () => {
    config({ credsStore: 'test' });
    helper('test', `echo 'credentials not found in native keychain'; exit 1`);
    expect(await broker().forImage('r.example/a')).toEqual({ auth: {} });
    expect(logged).toEqual([]);
  });

  it.each([
    ['desktop', undefined, 'there is no such program'],
    ['test', `echo 'the keychain is locked'; exit 1`, 'the keychain is locked'],
    ['test', `echo '{"Username":"me","Secret":"planted-secret"'`, 'cannot be understood'],
    ['../../evil', undefined, 'there is no such program'],
  ])('goes on without one, and says why, where the store %s fails', async (name, script, words) => {
    config({ credsStore: name });
    if (script) helper('test', script);
    const { auth, problem } = await broker().forImage('r.example/a');
    expect(auth).toEqual({});
    expect(problem?.message).toContain(words);
    expect(JSON.stringify([problem?.toData(), logged])).not.toContain('planted-secret');
  });

  it.each([
    ['{"auths": {"r.example": {"auth": "planted-secret', 'it is no JSON object'],
    ['[1]', 'it is no JSON object'],
    [`{"auths":{"r.example":{"auth":"${Buffer.from('planted-secret').toString('base64')}"}}}`, 'is no login'],
  ])('is none where config.json is %s', async (text, words) => {
    config(text);
    const { auth, problem } = await broker().forImage('r.example/a');
    expect([auth, problem?.code]).toEqual([{}, 'docker_config_invalid']);
    expect(problem?.message).toContain(words);
    expect(JSON.stringify([problem?.toData(), logged])).not.toContain('planted');
  });
});

describe('the logins for a build', () => {
  it('are those of all stores, the more particular ones over the others', async () => {
    kept = {
      'own.example': { username: 'pier', secret: 'p' },
      'one.example': { username: 'pier', secret: 'p' },
    };
    helper(
      'one',
      `[ "$1" = list ] && echo '{"one.example":"x","a.example":"x"}' || echo '{"Username":"one","Secret":"s"}'`,
    );
    helper('two', `echo '{"Username":"two","Secret":"s"}'`);
    helper('bad', 'exit 1');
    config({ credsStore: 'one', credHelpers: { 'a.example': 'two', 'b.example': 'bad' } });
    env.DOCKER_AUTH_CONFIG = JSON.stringify({ auths: { 'ci.example': { auth: pair('ci', 'c') } } });
    const all = await broker().all();
    expect(
      Object.fromEntries(Object.entries(all).map(([server, { username }]) => [server, username])),
    ).toEqual({
      'own.example': 'pier',
      'one.example': 'one',
      'a.example': 'two',
      'ci.example': 'ci',
    });
  });

  it('are those of the file where no store is named, and none where it cannot be read', async () => {
    config({ auths: { 'r.example': { auth: pair('me', 'f') }, 'empty.example': {} } });
    expect(await broker().all()).toEqual({
      'r.example': { username: 'me', password: 'f', serveraddress: 'r.example' },
    });
    config('no json');
    expect(await broker().all()).toEqual({});
  });
});

it('knows what must stand nowhere: what it gave out, and what the file has in plain text', async () => {
  config({ auths: { 'r.example': { auth: pair('me', 'planted-in-file') } } });
  kept = { 'own.example': { username: 'me', secret: 'planted-in-store' } };
  const logins = broker();
  expect(logins.scrub('planted-in-store')).toBe('planted-in-store');
  await logins.forImage('own.example/a');
  const secrets = await logins.knownSecrets();
  expect(secrets).toEqual(
    expect.arrayContaining(['planted-in-store', 'planted-in-file', pair('me', 'planted-in-file')]),
  );
  const said = `no: planted-in-store, ${pair('me', 'planted-in-store')}, ${encodeURIComponent('planted-in-store')}`;
  expect(logins.scrub(said)).not.toContain('planted');
  expect(logins.scrub(said)).not.toContain(pair('me', 'planted-in-store').slice(0, 12));
});
