import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pierFiles } from '../../../../vm/files.ts';
import { EngineClient } from '../../engine/engine-client.ts';
import { type Settings, settingsSchema } from '../../settings/settings.ts';
import { packBundle } from './bundle-desk.ts';
import { collectBundle, type TextFile } from './collect-bundle.ts';

/** What must not be told, wherever it was. */
const SECRETS = {
  settings: 'Planted-in-settings',
  proxyPassword: 'pl@nted-proxy-password',
  containerEnv: 'planted container environment',
  oldEnv: 'planted-in-an-old-container',
  plainEnv: 'planted-under-a-harmless-name',
  processEnv: 'planted-in-pier-environment',
  log: 'planted-log-password',
  token: 'plantedheadlesstoken0123456789',
  cmd: 'planted-command-argument',
  label: 'planted-engine-label',
  key: 'MIIplantedprivatekey',
  registry: 'planted-registry-password',
  identityToken: 'planted.identity/token+0=',
};

const home = mkdtempSync(join(tmpdir(), 'pier-bundle-'));
const files = pierFiles(home);
const encodedPassword = encodeURIComponent(SECRETS.proxyPassword);
const proxy = `http://bo:${encodedPassword}@proxy.example:3128`;
let server: Server;
let client: EngineClient;
let bundle: TextFile[];

/** Containers before it: more than are described. */
const OLDER = 210;

const ANSWERS: Record<string, unknown> = {
  '/containers/json': [
    { Id: 'a'.repeat(64) },
    ...Array.from({ length: OLDER }, (_, index) => ({ Id: `old${index}` })),
  ],
  [`/containers/old${OLDER - 1}/json`]: {
    Id: 'old',
    State: {},
    HostConfig: {},
    Config: { Image: 'nginx', Env: [`GREETING=${SECRETS.oldEnv}`] },
  },
  [`/containers/${'a'.repeat(64)}/json`]: {
    Id: 'a'.repeat(64),
    Name: '/web',
    Created: '2026-11-25T00:00:00Z',
    RestartCount: 2,
    State: {
      Status: 'exited',
      ExitCode: 1,
      Error: `env ${SECRETS.containerEnv}`,
      Health: { Log: [SECRETS.cmd] },
    },
    Config: {
      Image: 'nginx',
      Env: [
        `GREETING=${SECRETS.plainEnv}`,
        `DB_PASSWORD=${SECRETS.containerEnv}`,
        'PATH=/usr/bin',
        'PORT=8080',
      ],
      Cmd: ['mysqld', SECRETS.cmd],
    },
    HostConfig: { RestartPolicy: { Name: 'always' }, PortBindings: {} },
    Mounts: [{ Type: 'bind', Source: join(homedir(), 'work'), Destination: '/w', RW: true }],
  },
  '/version': { Version: '26.1.5' },
  '/info': { Name: 'computer', Labels: [SECRETS.label], HttpProxy: proxy, Driver: 'overlay2' },
};

beforeAll(async () => {
  server = createServer((request, response) => {
    const answer = ANSWERS[(request.url ?? '').split('?')[0] ?? ''];
    const isBroken = request.url?.includes('/old1/');
    response.writeHead(isBroken ? 500 : answer ? 200 : 404).end(JSON.stringify(answer ?? { message: 'no' }));
  });
  const path = join(home, 'engine.sock');
  await new Promise<void>((resolve) => server.listen(path, resolve));
  client = new EngineClient({ kind: 'unix', path });
  for (const dir of [files.run.dir, files.logs.dir]) mkdirSync(dir);
  writeFileSync(files.run.headless, JSON.stringify({ url: `http://127.0.0.1:1/?token=${SECRETS.token}` }));
  const log = [
    `info  Read '${join(homedir(), 'work/notes.txt')}' of '${home}/settings.json'`,
    `info  login with password=${SECRETS.log} at ${proxy}`,
    `warn  {"error":"${SECRETS.containerEnv}","also":"${encodeURIComponent(SECRETS.containerEnv)}"}`,
    `warn  ${SECRETS.plainEnv} and ${SECRETS.oldEnv} and ${SECRETS.processEnv} and ${SECRETS.settings}`,
    `info  X-Registry-Auth: ${Buffer.from(SECRETS.containerEnv).toString('base64')}`,
    `info  Pulled with ${SECRETS.registry} and ${SECRETS.identityToken}`,
    `info  the page is at /?token=${SECRETS.token}, again ${SECRETS.token}`,
    `-----BEGIN PRIVATE KEY-----`,
    SECRETS.key,
    `-----END PRIVATE KEY-----`,
    'info  The engine answers. {"engineVersion":"26.1.5"}',
  ].join('\n');
  writeFileSync(files.logs.backend, `${log}\n`);
  writeFileSync(files.logs.console, `[    0.1] Linux\n${SECRETS.plainEnv}\n`);
  bundle = await collectBundle({
    supervisor: {
      status: () => ({
        state: { kind: 'running', since: 1 },
        info: { driver: 'qemu', hasMachine: true, canPause: true },
        engineVersion: '26.1.5',
      }),
      usage: async () => undefined,
      pid: process.pid,
    },
    client: () => client,
    settings: () =>
      settingsSchema.parse({
        cpus: 1,
        httpProxy: proxy,
        extensionToken: SECRETS.settings,
      }) as Settings,
    history: () => [{ at: '2026', kind: 'failed', error: `engine_error: ${SECRETS.containerEnv}` }],
    check: async () => [
      { id: 'x', status: 'failed', detail: `env ${SECRETS.plainEnv} in ${homedir()}/x`, tookMs: 1 },
    ],
    secrets: async () => [SECRETS.registry, SECRETS.identityToken],
    files,
    env: { REGISTRY_TOKEN: SECRETS.processEnv, HTTPS_PROXY: proxy, PATH: '/usr/bin' },
    version: '1.2.3',
  });
});
afterAll(() => {
  client.dispose();
  server.close();
  rmSync(home, { recursive: true });
});

const text = (path: string) => bundle.find((each) => each.path === path)?.text ?? '';

describe('a diagnostics bundle', () => {
  it('has none of the secrets that were planted, in no file and no spelling', () => {
    const whole = bundle.map(({ path, text: content }) => `${path}\n${content}`).join('\n');
    for (const secret of Object.values(SECRETS)) {
      for (const written of [
        secret,
        encodeURIComponent(secret),
        Buffer.from(secret).toString('base64').slice(0, -4),
      ]) {
        expect([secret, whole.includes(written)]).toEqual([secret, false]);
      }
    }
  });

  it('has no home in it, of the person or of the installation', () => {
    const whole = bundle.map(({ text: content }) => content).join('\n');
    expect(whole).not.toContain(home);
    expect(text('logs/backend.log')).toContain("Read '~/work/notes.txt' of '$PIER_HOME/settings.json'");
    expect(text('containers.json')).toContain('"~/work"');
  });

  it('has what helps', () => {
    expect(bundle.map(({ path }) => path)).toEqual([
      'versions.json',
      'computer.json',
      'settings.json',
      'machine.json',
      'machine-command-line.json',
      'state-history.json',
      'checks.json',
      'engine-info.json',
      'containers.json',
      'logs/backend.log',
      'logs/console.log',
    ]);
    expect(JSON.parse(text('versions.json'))).toMatchObject({ pier: '1.2.3', engine: { Version: '26.1.5' } });
    expect(JSON.parse(text('settings.json'))).toMatchObject({ cpus: 1 });
    expect(JSON.parse(text('containers.json'))).toMatchObject({
      others: OLDER - 199,
      environmentsNotRead: 1,
    });
    expect(JSON.parse(text('containers.json')).containers[0]).toMatchObject({
      name: '/web',
      state: { ExitCode: 1 },
      restartCount: 2,
      environmentNames: ['GREETING', 'DB_PASSWORD', 'PATH', 'PORT'],
      commandWords: 2,
    });
    expect(JSON.parse(text('engine-info.json'))).toMatchObject({ Driver: 'overlay2' });
    expect(JSON.parse(text('machine-command-line.json'))[0]).toContain('node');
    expect(text('logs/backend.log')).toContain('The engine answers. {"engineVersion":"26.1.5"}');
  });

  it('says what could not be had, and goes on', async () => {
    const without = await collectBundle({
      supervisor: {
        status: () => {
          throw new Error(`no status for ${homedir()}/x`);
        },
        usage: async () => undefined,
        pid: undefined,
      },
      client: () => undefined,
      settings: () => settingsSchema.parse({}),
      history: () => [],
      check: async () => [],
      secrets: async () => {
        throw new Error('the keychain is locked');
      },
      files,
      env: {},
      version: '1',
    });
    const machine = without.find(({ path }) => path === 'machine.json')?.text;
    expect(machine).toBe('This could not be gathered: no status for ~/x\n');
    expect(without.length).toBeGreaterThan(8);
  });

  it('is saved as a tar that holds what was shown', async () => {
    const packed = await packBundle({ fileName: 'pier-diagnostics-x.tar.gz', files: bundle, madeAt: 0 });
    const tar = gunzipSync(packed).toString('utf8');
    expect(tar).toContain('pier-diagnostics-x/logs/backend.log');
    for (const { text: content } of bundle) expect(tar).toContain(content);
  });
});
