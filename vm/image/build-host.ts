import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { AppError } from '../../shared/errors.ts';

/** Program to the Debian package that brings it. */
const TOOLS: Record<string, string> = {
  mmdebstrap: 'mmdebstrap',
  unxz: 'xz-utils',
  chroot: 'coreutils',
  unshare: 'util-linux',
};

/** What a build asks of the machine. Injected by tests. */
export interface BuildHost {
  platform: string;
  arch: string;
  debianFamily: boolean;
  root: boolean;
  hasProgram(name: string): boolean;
  hasFile(path: string): boolean;
  /** Whether this user has subordinate ids, which a build without root needs. */
  hasSubordinateIds(): boolean;
}

/** @throws AppError `image_build_unsupported`, with the command that makes this machine able to build. */
export function checkBuildHost(host: BuildHost): void {
  const unsupported = (cause: string, hint: string) =>
    new AppError('image_build_unsupported', `Cannot build the VM image here: ${cause}.`, hint);
  const elsewhere =
    'Build it on an x86-64 Debian or Ubuntu machine with `npx tsx vm/image/build.ts`, then copy its ~/.cache/pier here.';
  if (host.platform !== 'linux') throw unsupported(`it takes Linux, and this is ${host.platform}`, elsewhere);
  if (host.arch !== 'x64') throw unsupported(`there is no image for ${host.arch} yet`, elsewhere);
  if (!host.debianFamily) throw unsupported('it takes a Debian family system', elsewhere);
  const missing = Object.entries(TOOLS).filter(([name]) => !host.hasProgram(name));
  const packages = new Set(missing.map(([, name]) => name));
  const without = missing.map(([name]) => `'${name}'`);
  if (!host.hasFile('/usr/share/keyrings/debian-archive-keyring.gpg')) {
    packages.add('debian-archive-keyring');
    without.push("Debian's keyring");
  }
  if (!host.root && !host.hasProgram('newuidmap')) {
    packages.add('uidmap');
    without.push("'newuidmap'");
  }
  if (packages.size > 0) {
    throw unsupported(
      `${without.join(', ')} not found`,
      `Run: sudo apt-get install -y ${[...packages].sort().join(' ')}`,
    );
  }
  if (!host.root && !host.hasSubordinateIds()) {
    throw unsupported(
      'your user has no subordinate ids',
      'Run: sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 "$USER"',
    );
  }
}

/** The machine that this process runs on. */
export function thisBuildHost(): BuildHost {
  const path = `${process.env.PATH ?? ''}${delimiter}/usr/sbin${delimiter}/sbin`;
  const executable = (file: string) => {
    try {
      accessSync(file, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  };
  return {
    platform: process.platform,
    arch: process.arch,
    debianFamily: existsSync('/etc/debian_version'),
    root: process.getuid?.() === 0,
    hasProgram: (name) => path.split(delimiter).some((folder) => executable(join(folder, name))),
    hasFile: existsSync,
    hasSubordinateIds: () => ['/etc/subuid', '/etc/subgid'].every(namesThisUser),
  };
}

function namesThisUser(file: string): boolean {
  const uid = String(process.getuid?.());
  const names = [uid, process.env.USER, process.env.LOGNAME];
  try {
    return readFileSync(file, 'utf8')
      .split('\n')
      .some((line) => names.includes(line.split(':')[0]));
  } catch {
    return false;
  }
}
