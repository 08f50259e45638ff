import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger as log } from '../../electron/backend/log/logger.ts';
import { DockerSocket } from '../../electron/backend/network/docker-socket.ts';
import { Supervisor } from '../../electron/backend/vm/supervisor.ts';
import { QemuDriver } from '../../vm/drivers/qemu/qemu-driver.ts';
import type { VirtiofsdOptions } from '../../vm/drivers/qemu/shares/share-command.ts';
import { pierCache, pierFiles } from '../../vm/files.ts';
import { ensureImage } from '../../vm/image/ensure-image.ts';
import { DockerCli } from '../fixtures/docker-cli.ts';
import { importPerlImage } from '../fixtures/perl-image.ts';

const GIB = 1024 ** 3;
const IMAGE = 'share-work:latest';
const [FOLDERS, FILES_EACH] = [40, 50];
const TURNS = 2;

const WORK = ['find', 'stat', 'write', 'large_write', 'large_read'] as const;
type Times = Record<(typeof WORK)[number], number>;

/**
 * A mounted folder of this computer against the same folder without a machine, against a virtiofs as its daemon has it
 * by default, and against a volume of the machine, by the same program: the best of each. Where there is no KVM, the
 * emulator makes most of the difference to this computer's own file system.
 */
export async function bench({ json }: { json: boolean }): Promise<Record<string, unknown>> {
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const root = mkdtempSync(join(tmpdir(), 'pier-bench-'));
  try {
    const work = join(root, 'work');
    makeTree(work);
    const script = join(root, 'script.pl');
    writeFileSync(script, SCRIPT);
    const onHost = () => readTimes(execFileSync('perl', [script, work], { encoding: 'utf8' }));
    const host = best(Array.from({ length: TURNS }, onHost));
    say(`this computer: ${print(host)}`);
    const ours = await inMachine(join(root, 'ours'), work, undefined, ['share', 'volume']);
    say(`shared: ${print(ours.share)}`);
    say(`a volume: ${print(ours.volume)}`);
    const plain = await inMachine(join(root, 'plain'), work, plainArguments, ['share']);
    say(`plain virtiofs: ${print(plain.share)}`);
    const ratios = (peer: Times, name: string) =>
      Object.fromEntries(WORK.map((each) => [`${each}_to_${name}`, round(ours.share[each] / peer[each])]));
    return {
      bench: 'shares',
      accelerator: ours.accelerator,
      ...ratios(host, 'host'),
      ...ratios(plain.share, 'plain'),
      ...ratios(ours.volume, 'volume'),
    };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

function makeTree(work: string): void {
  for (let folder = 0; folder < FOLDERS; folder++) {
    const path = join(work, `tree/${folder}`);
    mkdirSync(path, { recursive: true });
    for (let file = 0; file < FILES_EACH; file++) writeFileSync(join(path, `${file}.js`), `// ${file}\n`);
  }
}

/** As somebody starts it who has read the first line of its help. */
function plainArguments({ kind, socket, root }: VirtiofsdOptions): string[] {
  return kind === 'c'
    ? ['-f', `--socket-path=${socket}`, '-o', `source=${root}`]
    : [`--socket-path=${socket}`, `--shared-dir=${root}`];
}

async function inMachine<K extends string>(
  home: string,
  work: string,
  virtiofsdArguments: ((options: VirtiofsdOptions) => string[]) | undefined,
  places: readonly K[],
): Promise<Record<K, Times> & { accelerator: string | undefined }> {
  const files = pierFiles(home);
  mkdirSync(home);
  const driver = new QemuDriver({
    ...{ files, env: process.env, log },
    ensureImage: (options) => ensureImage({ ...options, cacheDir: pierCache() }),
    ...(virtiofsdArguments && { virtiofsdArguments }),
  });
  const spec = { cpus: 2, memoryBytes: 2 * GIB, diskLimitBytes: 64 * GIB, swapBytes: 0, hostname: 'pier' };
  const supervisor = new Supervisor({ driver, spec: () => ({ ...spec, sharedFolders: [work] }), log });
  const socket = new DockerSocket({ path: files.run.dockerSocket, source: supervisor.engine, log });
  try {
    await supervisor.init();
    await supervisor.start();
    await socket.listen();
    const docker = new DockerCli(files.run.dockerSocket, join(home, 'docker'));
    await importPerlImage(docker, IMAGE, SCRIPT);
    const result = { accelerator: supervisor.status().info.accelerator } as Awaited<
      ReturnType<typeof inMachine<K>>
    >;
    for (const place of places) {
      const mount = place === 'share' ? `${work}:/w` : 'volume:/w';
      // A container for each turn: nothing is left in a cache of its own.
      const turn = async () =>
        readTimes((await docker.run(['run', '--rm', '-v', mount, IMAGE, '/w'])).stdout);
      if (place !== 'share')
        await docker.run([
          'run',
          '--rm',
          '-v',
          mount,
          '-v',
          `${work}:/from`,
          '--entrypoint',
          '/usr/bin/busybox',
          IMAGE,
          'cp',
          '-r',
          '/from/tree',
          '/w/',
        ]);
      const times: Times[] = [];
      for (let each = 0; each < TURNS; each++) times.push(await turn());
      Object.assign(result, { [place]: best(times) });
    }
    return result;
  } finally {
    await socket.close();
    await supervisor.stop({ force: true });
    await supervisor.dispose({ stopMachine: true });
  }
}

function readTimes(output: string): Times {
  const times = output.trim().split(' ').map(Number);
  return Object.fromEntries(WORK.map((name, index) => [name, times[index] ?? Number.NaN])) as Times;
}

function best(all: readonly Times[]): Times {
  return Object.fromEntries(
    WORK.map((name) => [name, Math.min(...all.map((times) => times[name]))]),
  ) as Times;
}

function print(times: Times): string {
  return WORK.map((name) => `${name.replace('_', ' ')} ${Math.round(times[name])} ms`).join(', ');
}

function round(ratio: number): number {
  return Math.round(ratio * 100) / 100;
}

/** `find`, what `git status` asks of each file three times over, a thousand small files, and 64 MiB in one. */
const SCRIPT = String.raw`use strict; chdir $ARGV[0] or die;
sub now { my $at = "\0" x 16; syscall 228, 1, $at; my ($s, $ns) = unpack 'qq', $at; $s * 1e3 + $ns / 1e6 }
sub timed { my $began = now(); $_[0]->(); push our @times, sprintf '%.1f', now() - $began }
sub walk { my $in = shift; opendir my $folder, $in or die $in; my @all = map { "$in/$_" } grep { !/^\.\.?$/ } readdir $folder; map { lstat $_; -d _ ? ($_, walk($_)) : $_ } @all }
my @files; my $mib = 'x' x 1048576;
timed(sub { @files = walk('tree') });
timed(sub { for my $round (1 .. 3) { lstat $_ for @files } });
timed(sub { mkdir 'small'; for (1 .. 1000) { open my $file, '>', "small/$_" or die; print $file 'x' x 4096; close $file } });
timed(sub { open my $file, '>', 'large' or die; syswrite $file, $mib for 1 .. 64; close $file });
timed(sub { open my $file, '<', 'large' or die; 1 while sysread $file, my $part, 1048576 });
unlink 'large', glob 'small/*'; rmdir 'small'; our @times; print "@times\n";
`;
