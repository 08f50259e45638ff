import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pierFiles } from '../../../files.ts';
import { findShareTools, type ShareTools } from './find-virtiofsd.ts';
import { buildEnterCommand } from './share-command.ts';
import { ShareDaemon } from './share-daemon.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'pier-shares-')));
const home = join(root, 'me');
const files = pierFiles(join(home, '.pier'));
let tools: ShareTools;
let daemon: ShareDaemon;

beforeEach(async () => {
  for (const folder of [files.run.dir, files.logs.dir, files.vm.tlsDir, join(root, 'data')]) {
    mkdirSync(folder, { recursive: true });
  }
  writeFileSync(join(files.vm.tlsDir, 'server-key.pem'), 'secret');
  writeFileSync(join(home, 'mine'), '');
  tools = await findShareTools(process.env);
  daemon = await ShareDaemon.start(files, tools, { folders: [home], generation: 0 });
});

afterEach(() => {
  daemon.end();
  rmSync(root, { recursive: true, force: true });
});

/** What a guest would find below the root that is served. */
function seen(path: string): string[] {
  return inside(['ls', '-A', `${files.run.sharesRoot}${path}`])
    .split('\n')
    .filter(Boolean);
}

/** Runs a command among the daemon's mounts. */
function inside(command: string[]): string {
  const [program = '', ...args] = buildEnterCommand({
    ...{ nsenter: tools.nsenter, isRoot: tools.isRoot, pid: daemon.record.pid },
    command,
  });
  return execFileSync(program, args, { encoding: 'utf8' });
}

it('serves the shared folders at their paths, and Pier keeps its own to itself', async () => {
  expect(seen(root)).toEqual(['me']);
  expect(seen(home)).toEqual(['.pier', 'mine']);
  expect(seen(files.home)).toEqual(['run']);
  expect(seen(files.run.dir)).toEqual(['docker.sock']);
  // Nobody else sees these mounts.
  expect(readdirSync(files.run.sharesRoot)).toEqual([]);
});

it('keeps its own to itself also where a shared folder is a link to what holds it', async () => {
  const link = join(root, 'link');
  symlinkSync(home, link);
  await daemon.add([link]);
  expect(seen(link)).toEqual(['.pier', 'mine']);
  expect(seen(join(link, '.pier'))).toEqual(['run']);
});

it('believes no file that says that it is hidden, and hides where snapshots are', async () => {
  daemon.end();
  await daemon.ended;
  writeFileSync(join(files.home, '.hidden'), '');
  const snapshots = join(root, 'data/pier-data/snapshots');
  mkdirSync(snapshots, { recursive: true });
  writeFileSync(join(snapshots, 'x.raw'), 'all data');
  writeFileSync(files.snapshots, JSON.stringify({ snapshots: [{ path: join(snapshots, 'x.raw') }] }));
  daemon = await ShareDaemon.start(files, tools, { folders: [home, join(root, 'data')], generation: 0 });
  expect(seen(files.home)).toEqual(['run']);
  expect(seen(snapshots)).toEqual(['run']);
});

it('shares a folder once, also where the one after it failed and both are tried again', async () => {
  const [data, blocked] = [join(root, 'data'), join(root, 'blocked')];
  mkdirSync(blocked);
  inside(['touch', `${files.run.sharesRoot}${blocked}`]);
  await expect(daemon.add([data, blocked])).rejects.toMatchObject({ code: 'shares_unavailable' });
  inside(['rm', `${files.run.sharesRoot}${blocked}`]);
  await daemon.add([data, blocked]);
  expect(seen(root)).toEqual(['blocked', 'data', 'me']);
  const mounts = readFileSync(`/proc/${daemon.record.pid}/mountinfo`, 'utf8').split('\n');
  expect(mounts.filter((line) => line.includes(` ${files.run.sharesRoot}${data} `))).toHaveLength(1);
  expect(mounts.filter((line) => line.includes(' - tmpfs pier-hidden '))).toHaveLength(1);
});

it('serves more and less while it runs, also for the backend after the one that began it', async () => {
  const adopted = await ShareDaemon.adopt(files, async () => tools);
  expect(adopted?.record).toEqual(daemon.record);
  await adopted?.add([join(root, 'data')]);
  expect(seen(root)).toEqual(['data', 'me']);
  expect((await ShareDaemon.adopt(files, async () => tools))?.record.folders).toEqual([
    home,
    join(root, 'data'),
  ]);
  await adopted?.remove([home]);
  expect(seen(root)).toEqual(['data', 'me']);
  expect(seen(home)).toEqual([]);
  // What is done already is no failure: a change that was cut short can be made again.
  await adopted?.remove([home]);
  adopted?.release();
});

it('ends with all its processes, and is known to have ended', async () => {
  const { pid } = daemon.record;
  await ShareDaemon.clear(files);
  await daemon.ended;
  expect(await ShareDaemon.adopt(files, async () => tools)).toBeUndefined();
  const members = () => readdirSync('/proc').filter((entry) => /^\d+$/.test(entry) && groupOf(entry) === pid);
  await expect.poll(members).toEqual([]);
  expect(existsSync(files.run.sharesState)).toBe(false);
});

it('says what kept it from starting', async () => {
  daemon.end();
  await daemon.ended;
  const broken = { ...tools, virtiofsd: '/bin/false' };
  await expect(ShareDaemon.start(files, broken, { folders: [home], generation: 0 })).rejects.toMatchObject({
    code: 'shares_unavailable',
    message: expect.stringContaining("'/bin/false'"),
  });
});

it('names what is missing', async () => {
  await expect(findShareTools({ PATH: '' }, [])).rejects.toMatchObject({
    code: 'shares_unavailable',
    message: expect.stringContaining("'virtiofsd' is not installed"),
  });
});

/** proc(5): after the name, state and process group are the first and the third field. */
function groupOf(pid: string): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [state, , group] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    // One that nobody has waited for runs no more.
    return state === 'Z' ? undefined : Number(group);
  } catch {
    return undefined;
  }
}
