import { once } from 'node:events';
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DockerCli } from '../../../e2e/fixtures/docker-cli.ts';
import { importPerlImage } from '../../../e2e/fixtures/perl-image.ts';
import { pierFiles } from '../../../vm/files.ts';
import { Engine } from '../engine/engine.ts';
import { DockerSocket } from '../network/docker-socket.ts';
import { settingsSchema } from '../settings/settings.ts';
import { SettingsBook } from '../settings/settings-book.ts';
import { type Backend, makeBackend, testLog } from '../vm/test-vm-home.ts';
import { SharedFolders } from './shared-folders.ts';
import { SHARE_BOX_SCRIPT } from './test-share-box.ts';

const IMAGE = 'share-box:latest';
/** A hundred thousand files and 2 GiB take minutes under emulation: by hand, PIER_SHARES_FULL=1. */
const [FILES, MIB] = process.env.PIER_SHARES_FULL ? [100_000, 2048] : [200, 16];
const LONG_MS = process.env.PIER_SHARES_FULL ? 3_600_000 : 120_000;

/** One machine for the whole file: each test goes on where the last ended. */
describe('folders of this computer in containers', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'pier-shares-')));
  const home = join(root, 'home');
  // The installation itself lies in what is shared.
  const files = pierFiles(join(home, '.pier'));
  const work = join(home, 'my work, and more');
  const later = join(root, 'later');
  const docker = new DockerCli(files.run.dockerSocket, join(root, 'docker'));
  let backend: Backend;
  let parts: Awaited<ReturnType<typeof begin>>;

  /** As a backend has them. */
  async function begin({ supervisor }: Backend) {
    const source = supervisor.engine;
    const engine = new Engine({ source, log: testLog });
    const socket = new DockerSocket({ path: files.run.dockerSocket, source, log: testLog });
    await socket.listen();
    const settings = new SettingsBook({
      path: files.settings,
      settings: settingsSchema.parse({ sharedFolders: [home] }),
      dataDisk: files.vm.dataDisk,
    });
    const shares = new SharedFolders({
      ...{ supervisor, engine, settings, log: testLog },
      ...{ home: files.home, dataDisk: () => files.vm.dataDisk },
    });
    return {
      settings,
      shares,
      async end() {
        shares.dispose();
        await socket.close();
        engine.dispose();
      },
    };
  }

  /** A container with a folder at /w, that is given tasks. */
  async function box(folder: string, ...options: string[]) {
    const child = docker.spawn(['run', '-i', '--rm', ...options, '-v', `${folder}:/w`, IMAGE]);
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    let said = '';
    child.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    return {
      async ask(...words: (string | number)[]): Promise<string> {
        child.stdin.write(`${words.join('\t')}\n`);
        return this.next();
      },
      async next(): Promise<string> {
        const { value, done } = await lines.next();
        return done ? said : String(value);
      },
      async end() {
        child.stdin.end();
        await once(child, 'close');
      },
    };
  }

  const refused = async (...mount: string[]) =>
    (await docker.run(['run', '--rm', ...mount, IMAGE], { allowFailure: true })).stderr;

  beforeAll(async () => {
    for (const folder of [work, later, files.home]) mkdirSync(folder, { recursive: true });
    backend = makeBackend(files, { spec: { sharedFolders: [home] } });
    await backend.supervisor.init();
    await backend.supervisor.start();
    parts = await begin(backend);
    await importPerlImage(docker, IMAGE, SHARE_BOX_SCRIPT);
  });

  afterAll(async () => {
    await parts?.end();
    await backend?.supervisor.stop({ force: true });
    await backend?.supervisor.dispose({ stopMachine: true });
    rmSync(root, { recursive: true, force: true });
  });

  it('are at the same path, and files in them are files', async () => {
    const inside = await box(work);
    expect(await inside.ask('files')).toBe('hell 640 a.txt 2 dangling');
    expect(readFileSync(join(work, 'hard'), 'utf8')).toBe('hell');
    // What root writes in a container is this person's.
    expect(statSync(join(work, 'hard')).uid).toBe(process.geteuid?.());
    expect(await inside.ask('mmap')).toBe('through memory|through memory..');
    expect(await inside.ask('locks')).toBe('out then in; out then in');
    // A machine that stood still goes on with them.
    await backend.vm().pause('person');
    writeFileSync(join(work, 'meanwhile'), '');
    await backend.vm().resume();
    expect(await inside.ask('look', 'meanwhile', 'never')).toBe('there not');
    await inside.end();
  });

  it(
    'hold many files and large ones',
    async () => {
      const inside = await box(work);
      const began = Date.now();
      expect(await inside.ask('many', FILES)).toBe(`${FILES} ${(FILES * (FILES - 1)) / 2}`);
      const many = Date.now();
      expect(await inside.ask('large', MIB)).toBe(String(MIB));
      process.stderr.write(
        `${FILES} files in ${many - began} ms, ${MIB} MiB written and read in ${Date.now() - many} ms\n`,
      );
      await inside.end();
      expect(readdirSync(join(work, 'many/0'))).toHaveLength(Math.min(FILES, 1000));
      expect(statSync(join(work, 'large')).size).toBe(MIB * 1024 ** 2);
      for (const name of ['many', 'large']) rmSync(join(work, name), { recursive: true });
    },
    LONG_MS,
  );

  it('tell containers what changes in them on this computer, within a second', async () => {
    const watched = join(work, 'watched');
    mkdirSync(join(watched, 'deep'), { recursive: true });
    writeFileSync(join(watched, 'server.js'), 'one');
    const inside = await box(work);
    const heard = async (until: string, change: () => void): Promise<number> => {
      expect(await inside.ask('watch', until, 20)).toBe('watching');
      const began = Date.now();
      change();
      expect((await inside.next()).split(', ')).toContain(until);
      return Date.now() - began;
    };
    // The watch of this side begins with the container.
    await expect.poll(() => parts.shares.watchedFolders, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    const took = [
      await heard('server.js modified', () => appendFileSync(join(watched, 'server.js'), 'two')),
      await heard('new.js modified', () => writeFileSync(join(watched, 'new.js'), 'n')),
      // What is gone cannot be changed: its folder is.
      await heard('. modified', () => unlinkSync(join(watched, 'new.js'))),
    ];
    process.stderr.write(`containers heard of changes after ${took.join(', ')} ms\n`);
    await inside.end();
  });

  it('are not changed by letting containers know, however soon one change follows another', async () => {
    const file = join(work, 'watched/server.js');
    const inside = await box(work);
    await expect.poll(() => parts.shares.watchedFolders, { timeout: 20_000 }).toBeGreaterThanOrEqual(3);
    for (let round = 0; round < 6; round++) {
      appendFileSync(file, `${round}`);
      const { mtimeNs } = statSync(file, { bigint: true });
      // The guest knows it now, for a second.
      expect(await inside.ask('look', 'watched/server.js')).toBe('there');
      await sleep(round * 80);
      expect(statSync(file, { bigint: true }).mtimeNs).toBe(mtimeNs);
    }
    const last = statSync(file, { bigint: true }).mtimeNs;
    await sleep(1500);
    expect(statSync(file, { bigint: true }).mtimeNs).toBe(last);
    await inside.end();
  });

  it('are all that there is: other paths name the setting, and Pier keeps its own to itself', async () => {
    expect(await refused('-v', `${later}:/w`)).toContain(
      `'${later}' of this computer is not shared with Pier's machine: add its folder in Settings > File sharing`,
    );
    expect(await refused('-v', '/etc/nginx.conf:/w')).toContain('Settings > File sharing');
    const inside = await box(
      files.home,
      '-v',
      '/var/run/docker.sock:/engine.sock',
      '-v',
      // As extensions mount it.
      '/var/run/docker.sock.raw:/raw.sock',
      '-v',
      '/etc/hosts:/hosts',
    );
    expect(
      await inside.ask('look', 'vm', 'settings.json', 'run', '/engine.sock', '/raw.sock', '/hosts'),
    ).toBe('not not there there there there');
    await inside.end();
  });

  it('come and go while a backend that adopted the machine changes the settings', async () => {
    await parts.end();
    await backend.supervisor.dispose({ stopMachine: false });
    backend = makeBackend(files);
    await backend.supervisor.init();
    parts = await begin(backend);
    expect(backend.vm().adopted).toBe(true);
    await parts.settings.change({ sharedFolders: [home, later] });
    await parts.shares.apply();
    expect(await parts.shares.state()).toMatchObject({
      folders: [
        { path: home, state: 'shared' },
        { path: later, state: 'shared' },
      ],
    });
    const inside = await box(later);
    expect(await inside.ask('files')).toBe('hell 640 a.txt 2 dangling');
    expect(readFileSync(join(later, 'hard'), 'utf8')).toBe('hell');
    await inside.end();
    await parts.settings.change({ sharedFolders: [home] });
    await parts.shares.apply();
    expect(await refused('-v', `${later}:/w`)).toContain('Settings > File sharing');
  });

  it('are there for new containers when what serves them was killed, and a person is told', async () => {
    writeFileSync(join(work, 'kept'), '');
    const { pid } = JSON.parse(readFileSync(files.run.sharesState, 'utf8'));
    // The guest has forgotten by then what it knew: it would have to ask.
    await sleep(1500);
    process.kill(-pid, 'SIGKILL');
    const state = () => backend.supervisor.status().state;
    await expect
      .poll(state, { timeout: 30_000 })
      .toMatchObject({ kind: 'running', degraded: { code: 'shares_interrupted' } });
    await expect
      .poll(() => JSON.parse(readFileSync(files.run.sharesState, 'utf8')).generation, { timeout: 30_000 })
      .toBe(1);
    await parts.shares.apply();
    const inside = await box(work);
    expect(await inside.ask('look', 'kept', 'never')).toBe('there not');
    await inside.end();
  });
});
