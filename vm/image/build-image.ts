import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../shared/errors.ts';
import type { StepListener } from '../drivers/driver.ts';
import { parseAptSources, sharedAptOptions, sourceLines } from './apt-sources.ts';
import { checkBuildHost, thisBuildHost } from './build-host.ts';
import { hashFile } from './hash-file.ts';
import {
  CLI_FOLDER,
  IMAGE_FILE_NAMES,
  type ImageFileName,
  type ImageManifest,
  LICENCES_FILE,
} from './manifest.ts';
import { makeWorkDir, removeWorkDir } from './remove-work-dir.ts';
import { CommandFailed, runCommand } from './run-command.ts';

/** Debian's name for the processors of a computer: a machine has the same. @param arch as Node names it */
export function imageArchitecture(arch: string): 'amd64' | 'arm64' {
  return arch === 'arm64' ? 'arm64' : 'amd64';
}

/** What an image is built with, beside the guest folder. Part of its key. */
export const BUILD_SETTINGS = {
  /** Raise it where the code of the build changes what comes out. */
  buildVersion: '1',
  suite: 'trixie',
  // A cache that came along to a computer with other processors has another's image.
  architecture: imageArchitecture(process.arch),
  rootFormat: 'erofs',
  // A panic ends the machine at once (the driver runs QEMU with -no-reboot), so that it counts as a crash.
  cmdline: 'console=hvc0 quiet panic=-1',
} as const;

/** The most that kernel, initramfs and root may take together, in bytes. */
export const IMAGE_SIZE_LIMIT = 160_000_000;

export interface BuildOptions {
  guestFolder: string;
  /** Must exist and be empty: takes the image's files and its manifest. */
  outDir: string;
  key: string;
  onStep: StepListener;
  signal: AbortSignal;
}

export type ImageBuilder = (o: BuildOptions) => Promise<ImageManifest>;

/**
 * Builds an image from Debian packages with mmdebstrap: as root, or without in a user namespace.
 *
 * @throws AppError `image_build_unsupported`, `image_build_failed`; where aborted, the signal's reason.
 */
export const buildImage: ImageBuilder = (o) => buildTree(o, IMAGE_OUTPUT, () => writeManifest(o));

/** What comes out of an unpacked tree. */
export interface TreeOutput {
  /** Hooks of mmdebstrap that run when the tree is what the machine's image is made of. */
  hooks: readonly string[];
  /** Names in the tree's folder of results, which go to the build's `outDir`. */
  files: readonly string[];
}

const IMAGE_OUTPUT: TreeOutput = {
  hooks: [],
  files: ['vmlinuz', 'initramfs', 'root', 'cli', LICENCES_FILE, 'versions'],
};

/** Unpacks Debian packages into a tree, makes of it what is asked for, and has `finish` see to the results. @throws as above */
export async function buildTree<T>(
  o: BuildOptions,
  output: TreeOutput,
  finish: () => Promise<T>,
): Promise<T> {
  checkBuildHost(thisBuildHost());
  // Not in the home folder: the ids that a build without root uses cannot enter it.
  const workDir = await makeWorkDir(existsSync('/var/tmp') ? '/var/tmp' : tmpdir());
  await chmod(workDir, 0o755);
  try {
    await runMmdebstrap(o, workDir, output);
    return await finish();
  } catch (error) {
    if (!(error instanceof CommandFailed)) throw error;
    throw new AppError(
      'image_build_failed',
      `Cannot build the VM image: ${error.message}.\n${error.lastLines.join('\n')}`,
      'Check that this machine reaches its Debian mirror (`apt-get update`) and has 2 GB free in /var/tmp, then try again.',
      { cause: error },
    );
  } finally {
    if (!(await removeWorkDir(workDir))) {
      o.onStep({
        id: 'image',
        title: `Something is still mounted in '${workDir}': unmount it, then remove it`,
      });
    }
  }
}

async function runMmdebstrap(o: BuildOptions, workDir: string, output: TreeOutput): Promise<void> {
  const packages = await readLines(join(o.guestFolder, 'packages'));
  const sources = sourceLines(parseAptSources(await hostSources()), BUILD_SETTINGS.suite, existsSync);
  const out = output.files.map((name) => `/.pier/out/${name}`);
  const args = [
    // Unpacked only: no maintainer script runs, and the guest folder brings the few files they would make.
    '--variant=extract',
    `--architectures=${BUILD_SETTINGS.architecture}`,
    '--format=null',
    // The tree is thrown away: nothing in it needs tidying.
    '--skip=cleanup',
    `--include=${packages.join(',')}`,
    ...(await hostAptOptions()).map((option) => `--aptopt=${option}`),
    '--extract-hook=mkdir -p "$1/.pier"',
    `--extract-hook=copy-in ${quote(o.guestFolder)} /.pier`,
    '--extract-hook=sh "$1/.pier/guest/assemble.sh" "$1"',
    ...output.hooks.map((hook) => `--extract-hook=${hook}`),
    `--extract-hook=copy-out ${out.join(' ')} ${quote(o.outDir)}`,
    BUILD_SETTINGS.suite,
    '/dev/null',
    ...sources,
  ];
  // As root, mmdebstrap mounts this machine's /proc, /sys and /dev/shm into the tree. In a mount namespace of its own
  // they vanish with its last process, however that ends; without root it makes one itself.
  const root = process.getuid?.() === 0;
  const [command, ...before] = root
    ? ['unshare', '--mount', '--propagation', 'private', 'mmdebstrap']
    : ['mmdebstrap'];
  await runCommand(command, [...before, ...args], {
    // Times in the image do not tell when it was built, and messages are in English wherever it runs.
    env: {
      TMPDIR: workDir,
      SOURCE_DATE_EPOCH: '0',
      LC_ALL: 'C',
      PATH: `${process.env.PATH}:/usr/sbin:/sbin`,
    },
    signal: o.signal,
    onLine: stepReader(o.onStep),
  });
}

/** What mmdebstrap and assemble.sh say, as steps. Shares of the time were measured once: they order the steps. */
const STEPS: ReadonlyArray<[marker: string, title: string, progress: number]> = [
  ['I: running apt-get update', 'Asking Debian for its packages', 0.02],
  ['I: downloading packages', 'Downloading Debian packages', 0.05],
  ['I: extracting archives', 'Unpacking Debian packages', 0.15],
  ['pier-step: modules', 'Choosing kernel modules', 0.22],
  ['pier-step: initramfs', 'Building the initramfs', 0.28],
  ['pier-step: trim', 'Dropping what the guest does not need', 0.3],
  ['pier-step: pack', 'Packing the root file system', 0.35],
  ['pier-step: rootfs', 'Packing the distributions for WSL', 0.7],
];

function stepReader(onStep: StepListener): (line: string) => void {
  return (line) => {
    const step = STEPS.find(([marker]) => line.startsWith(marker));
    if (step) onStep({ id: 'image', title: `Building the VM image: ${step[1]}`, progress: step[2] });
  };
}

async function writeManifest(o: BuildOptions): Promise<ImageManifest> {
  const files = {} as ImageManifest['files'];
  for (const name of IMAGE_FILE_NAMES) files[name] = await finishFile(join(o.outDir, name), 0o644);
  checkImageSize(files);
  const cli: ImageManifest['cli'] = {};
  for (const name of await readdir(join(o.outDir, CLI_FOLDER)))
    cli[name] = await finishFile(join(o.outDir, CLI_FOLDER, name), 0o755);
  const licences = await finishFile(join(o.outDir, LICENCES_FILE), 0o644);
  const versions = join(o.outDir, 'versions');
  const packages = Object.fromEntries(
    (await readLines(versions)).map((line) => line.split(' ') as [string, string]),
  );
  await rm(versions);
  const { suite, architecture, rootFormat, cmdline } = BUILD_SETTINGS;
  const builtAt = new Date().toISOString();
  const manifest = {
    key: o.key,
    builtAt,
    suite,
    architecture,
    rootFormat,
    cmdline,
    files,
    cli,
    licences,
    packages,
  };
  await writeFile(join(o.outDir, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

export async function finishFile(path: string, mode: number): Promise<{ bytes: number; sha256: string }> {
  await chmod(path, mode);
  return { bytes: (await stat(path)).size, sha256: await hashFile(path) };
}

/** @throws AppError `image_build_failed` where the files together are over IMAGE_SIZE_LIMIT. */
export function checkImageSize(files: Record<ImageFileName, { bytes: number }>): void {
  const total = IMAGE_FILE_NAMES.reduce((sum, name) => sum + files[name].bytes, 0);
  if (total <= IMAGE_SIZE_LIMIT) return;
  const parts = IMAGE_FILE_NAMES.map((name) => `${name} ${files[name].bytes}`).join(', ');
  throw new AppError(
    'image_build_failed',
    `Cannot use the VM image: it has ${total} bytes (${parts}), and ${IMAGE_SIZE_LIMIT} are allowed.`,
    'A Debian package has grown: trim vm/image/guest/keep or vm/image/guest/modules.',
  );
}

export async function readLines(path: string): Promise<string[]> {
  return (await readFile(path, 'utf8'))
    .split('\n')
    .map((line) => line.replace(/#.*/, '').trim())
    .filter(Boolean);
}

async function hostSources(): Promise<Record<string, string>> {
  const folder = '/etc/apt/sources.list.d';
  const names = existsSync(folder)
    ? (await readdir(folder)).filter((n) => /\.(list|sources)$/.test(n)).sort()
    : [];
  const paths = ['/etc/apt/sources.list', ...names.map((name) => join(folder, name))].filter(existsSync);
  return Object.fromEntries(
    await Promise.all(paths.map(async (p) => [p, await readFile(p, 'utf8')] as const)),
  );
}

async function hostAptOptions(): Promise<string[]> {
  try {
    const { stdout } = await promisify(execFile)('apt-config', ['dump']);
    return sharedAptOptions(stdout);
  } catch {
    // Without apt there are no settings of it to share; mmdebstrap says what it misses.
    return [];
  }
}

export const quote = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;
