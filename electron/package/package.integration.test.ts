import { execFile, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { tmpdir } from 'node:os';
import { join, posix, resolve } from 'node:path';
import { promisify } from 'node:util';
import { extractAll } from '@electron/asar';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { parseSync } from 'vite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fakeMachine } from '../../e2e/fixtures/headless-host.ts';
import { archiveEntries, type PackageFile, packageFiles } from '../../e2e/fixtures/package-files.ts';
import { startStandInApp } from '../../e2e/fixtures/stand-in-app.ts';
import { makeNodeFolder, makeStandInRuntime } from '../../e2e/fixtures/stand-in-runtime.ts';
import config from '../../forge.config.ts';
import packageJson from '../../package.json' with { type: 'json' };
import { bundledPaths } from './record-packages.ts';
import type { Bom } from './sbom.ts';

/**
 * What `npm run package -- --dir` makes of the built product, by electron-builder itself: on a stand-in for Electron, and
 * without a network. This computer's Node is in the place of the packaged one.
 */
const ROOT = resolve(import.meta.dirname, '../..');
/** Without the runtimes and the VM image, in bytes. */
const SIZE_LIMIT = 25 * 1024 * 1024;

let work: string;
let app: string;
let runtimeFiles: string[];
let files: PackageFile[];

beforeAll(async () => {
  work = mkdtempSync(join(tmpdir(), 'pier-package-'));
  runtimeFiles = await makeStandInRuntime(join(work, 'electron'));
  await makeNodeFolder(join(work, 'node'));
  // What the script does after the build, which these tests have behind them.
  const words = packageJson.scripts.package.split(' && ')[1]?.split(' ') ?? [];
  const [builder, ...args] = words;
  expect(builder).toBe('electron-builder');
  const made = spawnSync(
    'unshare',
    [
      // No network at all: whatever wants to fetch something fails.
      '--net',
      process.execPath,
      join(ROOT, 'node_modules/electron-builder/cli.js'),
      ...args,
      ...['--dir', '--linux', '--x64'],
      `-c.electronDist=${join(work, 'electron')}`,
      `-c.directories.output=${join(work, 'out')}`,
    ],
    {
      cwd: ROOT,
      encoding: 'utf8',
      env: { ...process.env, PIER_NODE: join(work, 'node'), TMPDIR: work, JITI_FS_CACHE: 'false' },
    },
  );
  expect(made.status, `${made.stdout}${made.stderr}`).toBe(0);
  app = join(work, 'out', 'linux-unpacked');
  files = packageFiles(app);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const text = (path: string) => readFileSync(join(app, path), 'utf8');
const inArchive = (path: string) => `resources/app.asar/${path}`;

/** The modules that a file asks for by a name that is written in it. */
function importsOf(file: PackageFile): string[] {
  const code = file.read().toString('utf8');
  const { staticImports, staticExports, dynamicImports } = parseSync(file.path, code).module;
  const froms = staticExports.flatMap(({ entries }) =>
    entries.map(({ moduleRequest }) => moduleRequest?.value),
  );
  const lazy = dynamicImports.map(({ moduleRequest: { start, end } }) => code.slice(start, end));
  return [
    ...staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...froms.filter((name) => name !== undefined),
    ...lazy.filter((name) => /^["'`][^$]*["'`]$/.test(name)).map((name) => name.slice(1, -1)),
  ];
}

describe('the files of a package', () => {
  it('are the runtime, the app in its archive, the commands with their Node, the guest and the licences', () => {
    const expected = [
      /^resources\/app\.asar\/(package\.json|assets\/(tray\/[^/]+\.png|update-source\.json))$/,
      /^resources\/app\.asar\/dist\/(node\/main\.js|node\/chunks\/[^/]+\.js|preload\/preload\.cjs)$/,
      /^resources\/(app\.asar|cli)\/dist\/renderer\/(index\.html|assets\/[^/]+\.(js|css|svg|woff2))$/,
      /^resources\/(app\.asar|cli)\/dist\/dd-client\/dd-client\.js$/,
      /^resources\/cli\/dist\/node\/(cli|headless|docker-credential-pier|chunks\/[^/]+)\.js$/,
      /^resources\/cli\/(package\.json|electron\/launch\/(docker-plugin\.mjs|(pier|docker-pier|docker-extension|docker-credential-pier)(\.mjs)?))$/,
      /^resources\/(app\.asar|cli)\/node_modules\/(@napi-rs\/keyring|write-file-atomic|signal-exit)\//,
      /^resources\/(app\.asar|cli)\/node_modules\/@napi-rs\/keyring-linux-x64-gnu\//,
      /^resources\/app\.asar\.unpacked\/node_modules\/@napi-rs\/keyring-linux-x64-gnu\/[^/]+\.node$/,
      /^resources\/node\/(node|LICENSE)$/,
      /^resources\/vm\/image\/(guest|wsl2)\//,
      /^resources\/licences\/(LICENSE|THIRD-PARTY-NOTICES\.txt|sbom(-vm-image)?\.cdx\.json)$/,
    ];
    // Where they were made before.
    const possible = [...expected, /^resources\/extensions\/(disk|log)-explorer-(amd64|arm64)\.tar\.gz$/];
    const others = files
      .map(({ path }) => path)
      .filter((path) => !runtimeFiles.includes(path) && !possible.some((pattern) => pattern.test(path)));
    expect(others).toEqual([]);
    for (const pattern of expected)
      expect(
        files.some(({ path }) => pattern.test(path)),
        `${pattern}`,
      ).toBe(true);
    expect(runtimeFiles.filter((path) => !existsSync(join(app, path)))).toEqual([]);
  });

  it('have no source map, no source, no test and no secret among them', () => {
    const unwanted =
      /\.(map|tsx?|snap)$|\.(test|spec)\.|(^|\/)(tests?|__tests__|e2e|\.git)\/|(^|\/)\.(env|npmrc)/;
    const secretName = /\.(pem|key|p12|pfx|keystore)$|(^|\/)id_(rsa|ed25519)|credentials\.json$/;
    const secret =
      /-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/=]{40}|_authToken\s*=\s*\S|\bgh[pousr]_\w{30,}|\bAKIA[0-9A-Z]{16}\b/;
    const found = files.flatMap((file) => {
      if (runtimeFiles.includes(file.path) || file.path.startsWith('resources/node/')) return [];
      if (unwanted.test(file.path) || secretName.test(file.path)) return [file.path];
      const content = file.read().toString('latin1');
      const said = [
        secret.test(content) && 'a secret',
        content.includes(ROOT) && "the builder's folder",
        /\.js$/.test(file.path) && content.includes('sourceMappingURL=data:') && 'a source map',
      ].filter(Boolean);
      return said.map((what) => `${file.path}: ${what}`);
    });
    expect(found).toEqual([]);
  });

  it('take no more than 25 MB beside the runtimes', () => {
    const own = files.filter(
      ({ path }) => !runtimeFiles.includes(path) && !path.startsWith('resources/node/'),
    );
    const size = own.reduce((sum, each) => sum + each.size, 0);
    expect(size).toBeGreaterThan(1024 * 1024);
    expect(size).toBeLessThan(SIZE_LIMIT);
  });

  it('hold everything that their code imports', () => {
    const there = new Set(files.map(({ path }) => path));
    const builtin = new Set([...builtinModules, 'electron']);
    const missing = files
      .filter(({ path }) => /\/dist\/node\/.*\.js$/.test(path))
      .flatMap((file) =>
        importsOf(file).flatMap((name) => {
          if (name.startsWith('node:') || builtin.has(name)) return [];
          const root = file.path.startsWith('resources/cli/') ? 'resources/cli' : 'resources/app.asar';
          const path = name.startsWith('.')
            ? posix.join(posix.dirname(file.path), name)
            : `${root}/node_modules/${name}/package.json`;
          return there.has(path) ? [] : [`${file.path}: ${name}`];
        }),
      );
    expect(missing).toEqual([]);
  });
});

describe('the app in a package', () => {
  it('is an archive that tells the digest of each of its files', () => {
    const entries = archiveEntries(join(app, 'resources/app.asar'));
    expect(entries.filter(({ integrity }) => integrity?.algorithm !== 'SHA256')).toEqual([]);
    const wrong = entries
      .filter(({ unpacked }) => !unpacked)
      .filter(({ path, integrity }) => {
        const file = files.find((each) => each.path === inArchive(path));
        return !file || createHash('sha256').update(file.read()).digest('hex') !== integrity?.hash;
      });
    expect(wrong).toEqual([]);
    const { main } = JSON.parse(
      files
        .find(({ path }) => path === inArchive('package.json'))
        ?.read()
        .toString() ?? '',
    );
    expect(files.some(({ path }) => path === inArchive(main))).toBe(true);
    expect(entries.filter(({ unpacked }) => unpacked).map(({ path }) => path)).toEqual([
      'node_modules/@napi-rs/keyring-linux-x64-gnu/keyring.linux-x64-gnu.node',
    ]);
  });

  it('opens from what is in its archive alone', async () => {
    const root = join(work, 'archive');
    extractAll(join(app, 'resources/app.asar'), root);
    const home = join(work, 'app-home');
    const places = { PATH: process.env.PATH, HOME: home, PIER_HOME: home, TMPDIR: work, STAND_IN_APP: root };
    const { ask, until, gone, child } = startStandInApp(join(root, 'dist/node/main.js'), [], {
      ...places,
      ...fakeMachine({}),
    });
    try {
      const { tray } = await until(({ windows }) => windows[0]?.visible === true);
      expect(tray?.image.startsWith(join(root, 'assets/tray'))).toBe(true);
      expect(await ask('fetch', 'app://pier/')).toBe(200);
      void ask('quit');
      expect(await gone).toBe(0);
    } finally {
      child.kill('SIGKILL');
      await gone;
    }
  });

  it('is run by a program with the fuses of the configuration', async () => {
    const wire = await getCurrentFuseWire(join(app, 'pier-desktop'));
    const isOn = (name: keyof typeof FuseV1Options) => wire[FuseV1Options[name]] === 49;
    const { electronFuses } = config;
    expect({
      runAsNode: isOn('RunAsNode'),
      enableCookieEncryption: isOn('EnableCookieEncryption'),
      enableNodeOptionsEnvironmentVariable: isOn('EnableNodeOptionsEnvironmentVariable'),
      enableNodeCliInspectArguments: isOn('EnableNodeCliInspectArguments'),
      enableEmbeddedAsarIntegrityValidation: isOn('EnableEmbeddedAsarIntegrityValidation'),
      onlyLoadAppFromAsar: isOn('OnlyLoadAppFromAsar'),
      loadBrowserProcessSpecificV8Snapshot: isOn('LoadBrowserProcessSpecificV8Snapshot'),
      grantFileProtocolExtraPrivileges: isOn('GrantFileProtocolExtraPrivileges'),
    }).toEqual(electronFuses);
  });
});

describe('the commands of a package', () => {
  let tools: string;
  beforeAll(() => {
    // What the launcher and a backend need; no Node is among it.
    tools = join(work, 'tools');
    mkdirSync(tools);
    for (const name of ['dirname', 'basename', 'readlink', 'flock'])
      symlinkSync(`/usr/bin/${name}`, join(tools, name));
  });

  const command = (name: string) => join(app, 'resources/cli/electron/launch', name);

  /** As a terminal has it, where no Node is. */
  async function run(path: string, args: string[], env: Record<string, string> = {}): Promise<string> {
    const home = join(work, 'home');
    mkdirSync(home, { recursive: true });
    const places = { HOME: home, PIER_HOME: join(work, 'pier'), DOCKER_CONFIG: join(home, '.docker') };
    const { stdout } = await promisify(execFile)(path, args, { env: { PATH: tools, ...places, ...env } });
    return stdout;
  }

  it('run by links to them, with the Node that they come with', async () => {
    const link = join(work, 'docker-pier');
    symlinkSync(command('docker-pier'), join(work, 'one-more'));
    symlinkSync('one-more', link);
    expect(JSON.parse(await run(command('pier'), ['version', '--json']))).toMatchObject({
      pier: packageJson.version,
    });
    expect(JSON.parse(await run(link, ['docker-cli-plugin-metadata']))).toMatchObject({
      Version: packageJson.version,
    });
    expect(await run(link, ['pier', '--help'])).toContain('pier');
    expect(await run(command('docker-credential-pier'), ['version'])).toContain(packageJson.version);
  });

  it('start a host from the package, which serves the dashboard and knows its own commands', async () => {
    const env = fakeMachine({});
    const started = await run(command('pier'), ['start'], env);
    try {
      const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(started)?.[0] ?? '';
      const entry = await fetch(url, { redirect: 'manual' });
      const cookie = entry.headers.get('set-cookie')?.split(';')[0] ?? '';
      expect(await (await fetch(new URL('/', url), { headers: { cookie } })).text()).toContain('<script');
      const { backend } = JSON.parse(await run(command('pier'), ['status', '--json'], env));
      expect(readFileSync(`/proc/${backend.pid}/cmdline`, 'utf8').split('\0')[0]).toBe(
        join(app, 'resources/node/node'),
      );
      await run(command('pier'), ['docker', 'plugin', 'add'], env);
      expect(
        await run(join(work, 'home/.docker/cli-plugins/docker-pier'), ['docker-cli-plugin-metadata']),
      ).toContain(packageJson.version);
    } finally {
      await run(command('pier'), ['stop'], env);
    }
  });
});

describe('the licences of a package', () => {
  const paths = () => [
    ...bundledPaths(ROOT),
    ...['@napi-rs/keyring', '@napi-rs/keyring-linux-x64-gnu', 'write-file-atomic', 'signal-exit'].map(
      (name) => `node_modules/${name}`,
    ),
  ];

  it('name every package that is in it, by its version', () => {
    const notices = text('resources/licences/THIRD-PARTY-NOTICES.txt');
    const unnamed = paths().filter((path) => {
      const { name, version } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
      return !new RegExp(`^${name} ${version} \\(.+\\)$`, 'm').test(notices);
    });
    expect(unnamed).toEqual([]);
    // Of React's own licence.
    expect(notices).toContain('Permission is hereby granted, free of charge');
    expect(text('resources/licences/LICENSE')).toBe(readFileSync(join(ROOT, 'LICENSE'), 'utf8'));
  });

  it('come with a bill of what is really in it', () => {
    const bom: Bom = JSON.parse(text('resources/licences/sbom.cdx.json'));
    expect(bom).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { name: 'pier-desktop', version: packageJson.version, type: 'application' } },
    });
    const names = bom.components.map(({ name, version }) => `${name}@${version}`);
    const wanted = paths().map((path) => {
      const { name, version } = JSON.parse(readFileSync(join(ROOT, path, 'package.json'), 'utf8'));
      return `${name}@${version}`;
    });
    const electron = JSON.parse(
      readFileSync(join(ROOT, 'node_modules/electron/package.json'), 'utf8'),
    ).version;
    const runtimes = [`electron@${electron}`, `node@${process.versions.node}`];
    expect(new Set(names)).toEqual(new Set([...wanted, ...runtimes]));
    expect(bom.components.filter(({ licenses, type }) => !licenses && type === 'library')).toEqual([]);
  });
});
