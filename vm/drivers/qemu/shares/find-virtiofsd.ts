import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '../../../../shared/errors.ts';
import { buildNamespaceCommand, type MappedUsers, type VirtiofsdKind } from './share-command.ts';

/** What shared folders are served with. */
export interface ShareTools {
  virtiofsd: string;
  kind: VirtiofsdKind;
  unshare: string;
  nsenter: string;
  isRoot: boolean;
  users: MappedUsers;
}

const run = promisify(execFile);
const TRY_MS = 10_000;
/** No PATH has it: it is started by others. The newer one first; the last is QEMU 7.2's own in Debian 12. */
const PLACES = [
  ...['/usr/libexec/virtiofsd', '/usr/lib/virtiofsd', '/usr/lib/virtiofsd/virtiofsd'],
  ...['/usr/lib/qemu/virtiofsd', '/usr/libexec/qemu/virtiofsd'],
];
const SYSTEM_PATH = ['/usr/sbin', '/usr/bin', '/sbin', '/bin'];

/**
 * Finds out by trying.
 * @throws AppError shares_unavailable with what is missing
 */
export async function findShareTools(env: NodeJS.ProcessEnv, places = PLACES): Promise<ShareTools> {
  const folders = [...(env.PATH ?? '').split(delimiter).filter(Boolean), ...SYSTEM_PATH];
  const onPath = (name: string) => firstThatRuns(folders.map((folder) => join(folder, name)));
  const [unshare, nsenter] = await Promise.all([onPath('unshare'), onPath('nsenter')]);
  if (!unshare || !nsenter) {
    throw unavailable("'unshare' and 'nsenter' are not installed", 'Install the package util-linux.');
  }
  const found = await findDaemon([
    ...places,
    join('/usr/local/libexec', 'virtiofsd'),
    ...folders.map((folder) => join(folder, 'virtiofsd')),
  ]);
  if (!found) {
    throw unavailable(
      "'virtiofsd' is not installed",
      'Install it, then restart the engine: the package is virtiofsd, and qemu-system-common on Debian 12.',
    );
  }
  const isRoot = process.geteuid?.() === 0;
  return { ...found, unshare, nsenter, isRoot, users: isRoot ? 'all' : await mappedUsers(unshare) };
}

async function findDaemon(paths: string[]): Promise<Pick<ShareTools, 'virtiofsd' | 'kind'> | undefined> {
  for (const virtiofsd of paths) {
    if (!(await canRun(virtiofsd))) continue;
    const said = await run(virtiofsd, ['--version'], { timeout: TRY_MS }).catch(() => undefined);
    const kind = said && kindOf(`${said.stdout}${said.stderr}`);
    if (kind) return { virtiofsd, kind };
  }
  return undefined;
}

/** By what it says of its version: QEMU's own names FUSE's as well. */
export function kindOf(version: string): VirtiofsdKind | undefined {
  if (/virtiofsd version \d|FUSE kernel interface/i.test(version)) return 'c';
  return /virtiofsd(?: backend)? \d/i.test(version) ? 'rust' : undefined;
}

/** All users have one here where this person may use a range of them (/etc/subuid). */
async function mappedUsers(unshare: string): Promise<MappedUsers> {
  let reason: unknown;
  for (const users of ['all', 'root'] as const) {
    const [program = '', ...args] = buildNamespaceCommand({
      unshare,
      isRoot: false,
      users,
      command: ['true'],
    });
    try {
      await run(program, args, { timeout: TRY_MS });
      return users;
    } catch (error) {
      reason = error;
    }
  }
  throw unavailable(
    `this system does not let you have a user namespace (${String((reason as { stderr?: string }).stderr ?? reason).trim()})`,
    'Allow them: kernel.unprivileged_userns_clone=1, or kernel.apparmor_restrict_unprivileged_userns=0 on Ubuntu.',
  );
}

export function unavailable(cause: string, hint: string): AppError {
  return new AppError('shares_unavailable', `Share folders with the machine: ${cause}.`, hint);
}

async function firstThatRuns(paths: string[]): Promise<string | undefined> {
  for (const path of paths) if (await canRun(path)) return path;
  return undefined;
}

function canRun(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
