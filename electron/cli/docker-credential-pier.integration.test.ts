import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMachine, type HeadlessHost, startHost } from '../../e2e/fixtures/headless-host.ts';
import { startSecretService, type TestSecretService } from '../../e2e/fixtures/secret-service.ts';
import { contract } from '../../shared/contract/index.ts';
import { pierFiles } from '../../vm/files.ts';
import { VERSION } from '../version.ts';
import { connectBackend, withBackend } from './connect.ts';
import { followTask } from './follow-task.ts';
import { Tell } from './tell.ts';

const HELPER = resolve(import.meta.dirname, '../launch/docker-credential-pier.mjs');
const SERVER = 'https://index.docker.io/v1/';

let keyring: TestSecretService;
let host: HeadlessHost;

interface Answer {
  code: number;
  stdout: string;
  stderr: string;
}

async function helper(args: string[], input = '', home = host.home): Promise<Answer> {
  const child = spawn(process.execPath, [HELPER, ...args], { env: { ...process.env, PIER_HOME: home } });
  const answer: Answer = { code: -1, stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    answer.stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    answer.stderr += text;
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  [answer.code] = await once(child, 'close');
  return answer;
}

const login = (server: string, username: string, secret: string) =>
  JSON.stringify({ ServerURL: server, Username: username, Secret: secret });

beforeAll(async () => {
  keyring = await startSecretService();
  host = await startHost({ env: { ...fakeMachine({}), ...keyring.env } });
});
afterAll(async () => {
  await host?.stop();
  await keyring?.stop();
});

describe('docker-credential-pier, on a real Secret Service', () => {
  it('stores, gets, lists and erases', async () => {
    expect(await helper(['get'], SERVER)).toEqual({
      code: 1,
      stdout: 'credentials not found in native keychain\n',
      stderr: '',
    });
    expect(await helper(['store'], login(SERVER, 'me', 'planted-secret'))).toEqual({
      code: 0,
      stdout: '',
      stderr: '',
    });
    expect(await helper(['get'], `${SERVER}\n`)).toEqual({
      code: 0,
      stdout: `${login(SERVER, 'me', 'planted-secret')}\n`,
      stderr: '',
    });
    await helper(['store'], login(SERVER, 'other', 'second'));
    expect((await helper(['list'])).stdout).toBe(`{"${SERVER}":"other"}\n`);
    expect(await helper(['erase'], SERVER)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await helper(['erase'], SERVER)).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await helper(['list'], 'unused')).toEqual({ code: 0, stdout: '{}\n', stderr: '' });
  });

  it('tells its version and its use', async () => {
    const usage = 'Usage: docker-credential-pier <store|get|erase|list|version>\n';
    const version = `docker-credential-pier (pier-desktop) ${VERSION}\n`;
    expect(await helper([])).toEqual({ code: 1, stdout: usage, stderr: '' });
    expect(await helper(['get', 'more'])).toEqual({ code: 1, stdout: usage, stderr: '' });
    expect(await helper(['--help'])).toEqual({ code: 0, stdout: usage, stderr: '' });
    expect(await helper(['version'])).toEqual({ code: 0, stdout: version, stderr: '' });
    expect(await helper(['-v'])).toEqual({ code: 0, stdout: version, stderr: '' });
    expect((await helper(['foo'])).stdout).toBe('docker-credential-pier: unknown action: foo\n');
  });

  it('keeps what is long and odd, and refuses what is no server', async () => {
    const odd = `\0"<&>ü\u2028${'x'.repeat(1024 * 1024)}`;
    expect((await helper(['store'], login('odd.example', '<token>', odd))).code).toBe(0);
    expect(JSON.parse((await helper(['get'], 'odd.example')).stdout)).toEqual({
      ServerURL: 'odd.example',
      Username: '<token>',
      Secret: odd,
    });
    expect((await helper(['store'], login('ftp://x.example', 'u', 's'))).stdout).toBe(
      'unsupported scheme: ftp\n',
    );
    expect((await helper(['store'], login('https://', 'u', 's'))).stdout).toBe('no hostname in URL\n');
    expect((await helper(['store'], login('a\0b', 'u', 's'))).stdout).toBe(
      'invalid control character in URL\n',
    );
    const tooLong = await helper(['store'], login('x.example', 'u', 'planted'.repeat(400_000)));
    expect(tooLong).toMatchObject({ code: 1, stdout: 'the credentials are longer than 2 MiB\n' });
    await helper(['erase'], 'odd.example');
  });

  it('loses nothing of what 50 processes store and erase at once', async () => {
    const all = Array.from({ length: 50 }, (_, index) => index);
    const even = all.filter((index) => index % 2 === 0);
    const odd = all.filter((index) => index % 2 === 1);
    const store = (index: number) =>
      helper(['store'], login(`many-${index}.example`, `user${index}`, `secret ${index}`));
    await Promise.all(odd.map(store));
    const done = await Promise.all([
      ...even.map(store),
      ...odd.map((index) => helper(['erase'], `many-${index}.example`)),
    ]);
    expect(done.filter(({ code, stdout }) => code !== 0 || stdout !== '')).toEqual([]);
    const listed = JSON.parse((await helper(['list'])).stdout);
    expect(listed).toEqual(
      Object.fromEntries(even.map((index) => [`many-${index}.example`, `user${index}`])),
    );
  });

  it('loses all of them with a factory reset, which names them before', async () => {
    await helper(['store'], login('gone.example', 'me', 'secret'));
    const connection = await connectBackend(pierFiles(host.home).run.pierSocket);
    if (!connection) throw new Error('No backend runs.');
    await withBackend(connection, async ({ client }) => {
      const { logins } = await client.machineData.contents({});
      expect(logins).toContain('gone.example');
      await followTask(connection, new Tell({ json: true }), () => client.machineData.factoryReset({}));
    });
    expect((await helper(['list'])).stdout).toBe('{}\n');
  });

  it('is open to the command line alone', () => {
    for (const { roles } of Object.values(contract.credentials)) expect(roles).toEqual(['cli']);
  });

  it('says in one line that the keychain refuses, and what to do', async () => {
    await helper(['store'], login('locked.example', 'u', 'planted-secret'));
    await keyring.lock();
    const answer = await helper(['get'], 'locked.example');
    expect(answer).toMatchObject({ code: 1, stderr: '' });
    expect(answer.stdout).toMatch(
      /^Cannot read from the system's keychain: .*unlock prompt.*Unlock the keychain.*\n$/,
    );
    expect(readFileSync(join(host.home, 'logs/backend.log'), 'utf8')).not.toContain('planted');
  });

  it('says in one line that Pier does not run', async () => {
    const home = mkdtempSync(join(tmpdir(), 'pier-no-backend-'));
    for (const action of ['get', 'list', 'erase']) {
      expect(await helper([action], SERVER, home)).toEqual({
        code: 1,
        stdout: 'Pier is not running, and it keeps the logins: start it with pier start\n',
        stderr: '',
      });
    }
    rmSync(home, { recursive: true });
  });
});
