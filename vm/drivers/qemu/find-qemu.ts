import { execFile } from 'node:child_process';
import { access, constants, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../../shared/errors.ts';

const BINARY = 'qemu-system-x86_64';
/** The first with everything that is used here: JSON block devices, memfd and free-page reporting. */
const OLDEST = [6, 0] as const;

export interface FoundQemu {
  path: string;
  /** "7.2.22" */
  version: string;
}

/**
 * The QEMU on the PATH.
 * @throws AppError qemu_missing with the command that installs it, also where it is too old or does not run
 */
export async function findQemu(env: NodeJS.ProcessEnv): Promise<FoundQemu> {
  const hint = await installHint();
  const path = await findOnPath(env.PATH ?? '');
  if (!path) {
    throw new AppError('qemu_missing', `Find '${BINARY}': it is not on the PATH.`, hint);
  }
  let output: string;
  try {
    output = (await promisify(execFile)(path, ['--version'], { timeout: 10_000 })).stdout;
  } catch (error) {
    throw new AppError('qemu_missing', `Run '${path}': ${(error as Error).message}`, hint, { cause: error });
  }
  const version = /version (\d+\.\d+(?:\.\d+)?)/.exec(output)?.[1];
  if (!version || isOlder(version)) {
    const found = version ?? 'an unknown version';
    throw new AppError(
      'qemu_missing',
      `Use '${path}': it is ${found}, and ${OLDEST.join('.')} is needed.`,
      hint,
    );
  }
  return { path, version };
}

async function findOnPath(path: string): Promise<string | undefined> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const candidate = join(folder, BINARY);
    const found = await access(candidate, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return candidate;
  }
  return undefined;
}

function isOlder(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
}

const INSTALL: ReadonlyArray<readonly [family: RegExp, command: string]> = [
  [/debian|ubuntu/, 'sudo apt-get install qemu-system-x86'],
  [/fedora|rhel|centos/, 'sudo dnf install qemu-system-x86-core'],
  [/arch/, 'sudo pacman -S qemu-system-x86'],
  [/suse/, 'sudo zypper install qemu-x86'],
  [/alpine/, 'sudo apk add qemu-system-x86_64'],
];

async function installHint(): Promise<string> {
  if (process.platform === 'darwin') return 'Install it: brew install qemu';
  const release = await readFile('/etc/os-release', 'utf8').catch(() => '');
  const family = /^ID=(.*)$/m.exec(release)?.[1] ?? '';
  const like = /^ID_LIKE=(.*)$/m.exec(release)?.[1] ?? '';
  const command = INSTALL.find(([pattern]) => pattern.test(`${family} ${like}`))?.[1];
  return command ? `Install it: ${command}` : 'Install QEMU for x86-64 with your package manager.';
}
