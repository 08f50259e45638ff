/**
 * What must be on a machine before Pier's own code can run: packages of the system and of npm, and a build.
 * Runs before node_modules exists, so it imports nothing but Node itself. Everything is skipped when done.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = join(dirname(fileURLToPath(import.meta.url)), '../..');

/** A reason to stop, with what to do about it. Printed without a stack. */
export class SetupError extends Error {
  constructor(message, hint) {
    super(message);
    this.hint = hint;
  }
}

/** What a need is met by: a program on PATH (any of several names) or a file, and the Debian package that brings it. */
const RUN_NEEDS = [
  { programs: ['qemu-system-x86_64'], package: 'qemu-system-x86' },
  { programs: ['mmdebstrap'], package: 'mmdebstrap' },
  { programs: ['unxz'], package: 'xz-utils' },
  { programs: ['unshare'], package: 'util-linux' },
  { files: ['/usr/share/keyrings/debian-archive-keyring.gpg'], package: 'debian-archive-keyring' },
  { programs: ['newuidmap'], package: 'uidmap', unlessRoot: true },
  {
    files: ['/usr/libexec/virtiofsd', '/usr/lib/qemu/virtiofsd'],
    package: 'virtiofsd',
    // There it comes with QEMU.
    notOn: ['bullseye', 'bookworm', 'jammy'],
  },
];

const TEST_NEEDS = [
  { programs: ['mkfs.ext4'], package: 'e2fsprogs' },
  // The same browser without its windows takes a fifth of the processor for a page.
  {
    files: ['/usr/lib/chromium/chromium-headless-shell'],
    package: 'chromium-headless-shell',
    onlyOn: ['bookworm', 'trixie', 'forky'],
  },
  {
    programs: ['chromium', 'chromium-browser', 'google-chrome'],
    package: 'chromium',
    notOn: ['bookworm', 'trixie', 'forky'],
  },
  { files: ['/usr/share/fonts/truetype'], package: 'fonts-dejavu-core' },
  { programs: ['dockerd'], package: 'docker.io' },
  { programs: ['docker-registry'], package: 'docker-registry' },
  { files: ['/usr/share/doc/busybox-static'], package: 'busybox-static' },
  { programs: ['iptables'], package: 'iptables' },
  { programs: ['script'], package: 'bsdutils' },
  { programs: ['openssl'], package: 'openssl' },
  { programs: ['gnome-keyring-daemon'], package: 'gnome-keyring' },
  { programs: ['dbus-daemon'], package: 'dbus-daemon' },
  { programs: ['dbus-send'], package: 'dbus-bin' },
  { programs: ['zstd'], package: 'zstd' },
  { programs: ['sshd'], package: 'openssh-server' },
  { programs: ['ssh'], package: 'openssh-client' },
];

const SYSTEM_PATH = '/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin';

function onPath(program) {
  // Debian's users have no sbin on their PATH, where mkfs and dockerd are.
  const folders = `${process.env.PATH ?? ''}${delimiter}${SYSTEM_PATH}`.split(delimiter);
  return folders.some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

function isMet(need) {
  return (need.programs ?? []).some(onPath) || (need.files ?? []).some((file) => existsSync(file));
}

/** "trixie"; empty where it cannot be told. */
function releaseName() {
  if (!existsSync('/etc/os-release')) return '';
  return /^VERSION_CODENAME=(.*)$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? '';
}

const isRoot = process.getuid?.() === 0;

/** Names of Debian packages that are still missing. */
export function missingPackages({ forTests }) {
  const needs = forTests ? [...RUN_NEEDS, ...TEST_NEEDS] : RUN_NEEDS;
  const release = releaseName();
  const isNeeded = ({ unlessRoot, notOn, onlyOn }) =>
    !(unlessRoot && isRoot) && !notOn?.includes(release) && (onlyOn?.includes(release) ?? true);
  return needs.filter((need) => isNeeded(need) && !isMet(need)).map((need) => need.package);
}

export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Runs a command quietly; shows its last lines only when it fails. */
function runQuietly(command, args, env = {}) {
  const done = spawnSync(command, args, {
    cwd: projectRoot,
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 64 * 1024 * 1024,
  });
  const output = `${done.stdout ?? ''}${done.stderr ?? ''}`;
  return { ok: done.status === 0, tail: output.trim().split('\n').slice(-12).join('\n') };
}

const SERVICE_POLICY = '/usr/sbin/policy-rc.d';

/**
 * Debian starts the services of what it installs: a dockerd and an sshd that nobody asked for. Its own way to prevent
 * that is a program that is asked before (policy-rc.d(8) of init-system-helpers). Ours is gone afterwards, and where we
 * are killed it holds nothing up and goes by itself. One that is there already is the administrator's, and stays.
 */
function withoutTheirServices(install) {
  const policy = `#!/bin/sh
# Services of packages that are being installed by Pier (process ${process.pid}) are not started.
[ -d /proc/${process.pid} ] && exit 101
rm -f "$0"
`;
  let isOurs = false;
  try {
    writeFileSync(SERVICE_POLICY, policy, { mode: 0o755, flag: 'wx' });
    isOurs = true;
  } catch {
    // Theirs decides, or there is no such place: then nothing is prevented, and nothing is lost.
  }
  try {
    return install();
  } finally {
    if (isOurs) rmSync(SERVICE_POLICY, { force: true });
  }
}

/** Installs what is missing where that is allowed; otherwise says the exact command. Linux only: elsewhere nothing is needed. */
export function ensureSystemPackages({ forTests }) {
  if (process.platform !== 'linux') return;
  const missing = missingPackages({ forTests });
  if (missing.length === 0) return;
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (!onPath('apt-get')) {
    throw new SetupError(
      `Missing on this machine: ${missing.join(', ')} (names of Debian's packages).`,
      'Install them with the package manager of your system, then run the same command again.',
    );
  }
  if (!isRoot) {
    throw new SetupError(
      `Missing on this machine: ${missing.join(', ')}.`,
      `Run: sudo apt-get update && sudo ${install}`,
    );
  }
  say(`Installing ${missing.join(', ')} …`);
  const env = { DEBIAN_FRONTEND: 'noninteractive' };
  runQuietly('apt-get', ['update', '-q'], env);
  const installed = withoutTheirServices(() => runQuietly('apt-get', install.split(' ').slice(1), env));
  const still = missingPackages({ forTests });
  if (!installed.ok || still.length > 0) {
    throw new SetupError(
      `Cannot install ${still.join(', ') || missing.join(', ')}:\n${installed.tail}`,
      `Run: ${install}`,
    );
  }
}

function sha256(...chunks) {
  const hash = createHash('sha256');
  for (const chunk of chunks) hash.update(chunk);
  return hash.digest('hex');
}

function stampIs(file, value) {
  return existsSync(file) && readFileSync(file, 'utf8') === value;
}

/** Installs the npm packages of the lock file, exactly, without their install scripts. */
export function ensureNodeModules() {
  const wanted = sha256(readFileSync(join(projectRoot, 'package-lock.json')), process.version);
  const stamp = join(projectRoot, 'node_modules/.pier-stamp');
  if (stampIs(stamp, wanted)) return;
  say('Installing npm packages …');
  const { ok, tail } = runQuietly('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund']);
  if (!ok) {
    throw new SetupError(
      `Cannot install the npm packages:\n${tail}`,
      'Check the network and npm’s registry setting, then run the same command again.',
    );
  }
  writeFileSync(stamp, wanted);
}

/** Files below `folder`, sorted, so that a hash over them is stable. */
function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
    a.name < b.name ? -1 : 1,
  )) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(path);
    else if (entry.isFile()) yield path;
  }
}

const BUILD_INPUTS = ['electron', 'renderer', 'shared', 'vm', 'assets', 'package-lock.json'];

function buildInputsHash() {
  const hash = createHash('sha256');
  const configs = readdirSync(projectRoot).filter((name) =>
    /^vite\..*\.ts$|^vite\.config\.ts$|^tsconfig\.json$/.test(name),
  );
  for (const input of [...BUILD_INPUTS, ...configs.sort()]) {
    const path = join(projectRoot, input);
    const files = statSync(path).isDirectory() ? walk(path) : [path];
    for (const file of files) {
      if (/\.test\.tsx?$/.test(file)) continue;
      hash.update(`${file.slice(projectRoot.length)}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex');
}

/** Builds dist/ when a source changed since the last build. */
export function ensureBuilt() {
  const wanted = buildInputsHash();
  const stamp = join(projectRoot, 'dist/.pier-stamp');
  if (stampIs(stamp, wanted)) return;
  say('Building Pier …');
  const { ok, tail } = runQuietly('npm', ['run', '--silent', 'build']);
  if (!ok)
    throw new SetupError(
      `Cannot build Pier:\n${tail}`,
      'Fix the error above; `npm run build` shows all of it.',
    );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

export function ensureNodeVersion() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new SetupError(`Node ${process.version} is too old.`, 'Install Node 20.19 or newer.');
}

/** All of it. Runs `body` afterwards; every SetupError ends in a message, a hint and exit code 1. */
export async function withSetup({ forTests = false, build = true }, body) {
  try {
    ensureNodeVersion();
    ensureSystemPackages({ forTests });
    ensureNodeModules();
    if (build) ensureBuilt();
    return await body();
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    process.stderr.write(`${error.message}\n${error.hint}\n`);
    process.exit(1);
  }
}
