import { posix } from 'node:path';

/** Where a path of Windows is in the guest, or why it is nowhere there. */
export type GuestPath = { path: string } | { refused: string };

/** Where WSL shows the drives of Windows: the default of [automount] root, which our guest does not change. */
const DRIVES = '/mnt';

/**
 * The guest's name of a path as people and tools of Windows write it: with either slash, a drive's letter in any case, the
 * forms of MSYS and Git Bash (`/c/x`, `//c/x`), and long ones (`\\?\C:\x`).
 * @param distribution whose own files `\\wsl.localhost\<distribution>\…` names
 * @returns undefined for what is no path of Windows: a volume's name, a path of the guest itself
 * @see https://learn.microsoft.com/en-us/windows/wsl/filesystems
 */
export function toGuestPath(source: string, distribution: string): GuestPath | undefined {
  const slashed = source.replaceAll('\\', '/');
  const [, drive, rest] = /^(?:\/\/[?.]\/)?([a-z]):(.*)$/is.exec(slashed) ?? [];
  if (drive !== undefined && rest !== undefined) {
    if (rest !== '' && !rest.startsWith('/')) {
      return {
        refused: `'${source}' depends on a folder that the machine does not know: write it from '${drive}:\\' on`,
      };
    }
    return { path: onDrive(drive, rest) };
  }
  const [, msysDrive, msysRest] = /^\/\/?([a-z])(\/.*)?$/is.exec(slashed) ?? [];
  if (msysDrive !== undefined) return { path: onDrive(msysDrive, msysRest ?? '') };
  return slashed.startsWith('//') ? onNetwork(source, slashed, distribution) : ofTheGuest(source, slashed);
}

function onNetwork(source: string, slashed: string, distribution: string): GuestPath {
  const [server = '', share = '', ...rest] = slashed
    .replace(/^\/\/\?\/UNC\//i, '//')
    .slice(2)
    .split('/');
  if (server === '.') {
    return {
      refused:
        share.toLowerCase() === 'pipe'
          ? `'${source}' is a named pipe of Windows, which no Linux container can open: for Docker itself mount /var/run/docker.sock`
          : `'${source}' is a device of Windows, which the machine does not have`,
    };
  }
  if (/^wsl(\$|\.localhost)$/i.test(server)) {
    // As Windows has it: names of distributions are the same in capitals.
    if (share.toLowerCase() === distribution.toLowerCase())
      return { path: posix.normalize(`/${rest.join('/')}`) };
    return {
      refused: `'${source}' is in the distribution '${share}', whose files the machine does not see: copy it to a drive of Windows`,
    };
  }
  return {
    refused: `'${source}' is in the network, which the machine does not reach: copy it to a drive of this computer`,
  };
}

/** Written with slashes it is the guest's; with backslashes nobody can have meant that. */
function ofTheGuest(source: string, slashed: string): GuestPath | undefined {
  if (!source.startsWith('\\')) return undefined;
  return { refused: `'${source}' has no drive: write it as 'C:${slashed.replaceAll('/', '\\')}'` };
}

function onDrive(drive: string, rest: string): string {
  const path = posix.normalize(`${DRIVES}/${drive.toLowerCase()}/${rest}`);
  // `..` does not lead out of a drive.
  const root = `${DRIVES}/${drive.toLowerCase()}`;
  if (!`${path}/`.startsWith(`${root}/`)) return root;
  return path.replace(/\/$/, '');
}

/** A bind as the Docker API has it, `source:destination[:options]`, at the colon that ends its source. */
export function splitBind(bind: string): { source: string; rest: string } {
  // The colon of a drive is one only where another one with a path follows: `c:/data` mounts the volume `c`.
  const [, drive] = /^((?:[\\/]{2}[?.][\\/])?[a-z]:(?:[\\/][^:]*)?):(?:[\\/]|[a-z]:[\\/])/is.exec(bind) ?? [];
  const at = drive === undefined ? bind.indexOf(':') : drive.length;
  return at < 0 ? { source: bind, rest: '' } : { source: bind.slice(0, at), rest: bind.slice(at) };
}
