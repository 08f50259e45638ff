import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../../shared/errors.ts';

export interface FoundProgram {
  path: string;
  /** "0.6.4"; undefined where it is somebody's own build. */
  version: string | undefined;
}

export const PROGRAMS = ['vfkit', 'gvproxy'] as const;
export type ProgramName = (typeof PROGRAMS)[number];

interface Wanted {
  name: ProgramName;
  versionArgument: string;
  /** The first with all that is used here. */
  oldest: readonly [number, number, number];
  missing: 'vfkit_missing' | 'gvproxy_missing';
}

/** --pidfile came with this one. */
const VFKIT: Wanted = {
  ...{ name: 'vfkit', versionArgument: '--version', missing: 'vfkit_missing' },
  oldest: [0, 6, 2],
};
/** A configuration file came with this one. */
const GVPROXY: Wanted = {
  ...{ name: 'gvproxy', versionArgument: '-version', missing: 'gvproxy_missing' },
  oldest: [0, 8, 8],
};

/** Where Homebrew and Podman's installer leave them on macOS; an app that is opened from the Dock has a bare PATH. */
const MACOS_FOLDERS = [
  '/opt/homebrew/bin',
  '/usr/local/bin',
  '/opt/homebrew/opt/podman/libexec/podman',
  '/usr/local/opt/podman/libexec/podman',
  '/opt/podman/bin',
  join(homedir(), '.local/bin'),
];

export interface FindOptions {
  env: NodeJS.ProcessEnv;
  /** Looked at first: what comes with the app. */
  ownFolders?: readonly string[] | undefined;
  platform?: NodeJS.Platform;
}

/** @throws AppError vfkit_missing, gvproxy_missing with how to install it, also where it is too old or does not run */
export async function findProgram(name: ProgramName, options: FindOptions): Promise<FoundProgram> {
  const wanted = name === 'vfkit' ? VFKIT : GVPROXY;
  const { env, ownFolders = [], platform = process.platform } = options;
  const onPath = (env.PATH ?? '').split(delimiter).filter(Boolean);
  const folders = [...ownFolders, ...onPath, ...(platform === 'darwin' ? MACOS_FOLDERS : [])];
  let refused: AppError | undefined;
  for (const folder of new Set(folders)) {
    const path = join(folder, wanted.name);
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!isThere) continue;
    try {
      return { path, version: await versionOf(path, wanted) };
    } catch (error) {
      // A newer one may be further on.
      refused ??= error as AppError;
    }
  }
  throw refused ?? missing(wanted, `Find '${wanted.name}': it is neither on the PATH nor with Homebrew.`);
}

/** @throws AppError where it is too old or does not run */
async function versionOf(path: string, wanted: Wanted): Promise<string | undefined> {
  let output: string;
  try {
    output = (await promisify(execFile)(path, [wanted.versionArgument], { timeout: 10_000 })).stdout;
  } catch (error) {
    throw missing(wanted, `Run '${path}': ${(error as Error).message}`, error);
  }
  const found = /\bv?(\d+)\.(\d+)\.(\d+)/.exec(output);
  if (!found) return undefined;
  const version = found.slice(1, 4).map(Number);
  const differs = version.findIndex((part, index) => part !== wanted.oldest[index]);
  if (differs >= 0 && (version[differs] as number) < (wanted.oldest[differs] as number)) {
    throw missing(
      wanted,
      `Use '${path}': it is ${version.join('.')}, and ${wanted.oldest.join('.')} is needed.`,
    );
  }
  return version.join('.');
}

function missing({ name, missing: code, oldest }: Wanted, message: string, cause?: unknown): AppError {
  return new AppError(
    code,
    message,
    `Install it: brew install podman (it brings vfkit and gvproxy, and Pier uses nothing else of it), or put '${name}' ${oldest.join('.')} or newer on the PATH.`,
    { cause },
  );
}
