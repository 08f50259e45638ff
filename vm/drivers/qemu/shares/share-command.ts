/** The command lines of what serves shared folders. Pure: the same options give the same arguments. */

/** QEMU's own daemon in C (until 7.2), and the one in Rust that followed it. */
export type VirtiofsdKind = 'c' | 'rust';

/** Which users of the machine have one on this computer: all of them, or nobody but root. */
export type MappedUsers = 'all' | 'root';

export interface VirtiofsdOptions {
  kind: VirtiofsdKind;
  socket: string;
  /** The folder that is the root of what is served. */
  root: string;
  users: MappedUsers;
}

/**
 * The arguments of virtiofsd.
 *
 * Locks stay with the guest's kernel: all containers see each other's. Handed on to this computer (`posix_lock,flock`)
 * a fcntl lock that waits is refused, and a flock that waits holds up the whole daemon.
 *
 * The cache is `auto`: what changed on this computer is seen within a second, and a file that is opened is read anew.
 * `always` never sees it; `writeback` believes the guest's own sizes and times for as long as it knows a file.
 * https://manpages.debian.org/bookworm/qemu-system-common/virtiofsd.1.en.html, https://gitlab.com/virtio-fs/virtiofsd
 */
export function buildVirtiofsdArguments({ kind, socket, root, users }: VirtiofsdOptions): string[] {
  if (kind === 'c') {
    return [
      ...['-f', `--socket-path=${socket}`, '-o', `source=${root}`, '-o', 'sandbox=namespace'],
      ...['-o', 'cache=auto,xattr,announce_submounts,log_level=warn'],
    ];
  }
  return [
    ...[`--socket-path=${socket}`, `--shared-dir=${root}`, '--sandbox=namespace'],
    ...['--cache=auto', '--xattr', '--announce-submounts', '--log-level=warn'],
    // Where only root has a user on this computer, everybody else in a container acts as that one.
    ...(users === 'root' ? ['--translate-uid=squash-guest:0:0:4294967295'] : []),
    ...(users === 'root' ? ['--translate-gid=squash-guest:0:0:4294967295'] : []),
  ];
}

export interface NamespaceOptions {
  unshare: string;
  /** root shares as it is; anybody else as the root of a user namespace. */
  isRoot: boolean;
  users: MappedUsers;
  command: string[];
}

/**
 * Runs a command where its mounts are its own and those of this computer still come in. For who is not root: as the
 * root of a user namespace, so that what root writes in a container belongs to that person.
 * https://man7.org/linux/man-pages/man1/unshare.1.html
 */
export function buildNamespaceCommand({ unshare, isRoot, users, command }: NamespaceOptions): string[] {
  const user = ['--user', '--map-root-user', ...(users === 'all' ? ['--map-auto'] : [])];
  return [unshare, ...(isRoot ? [] : user), '--mount', '--propagation', 'slave', ...command];
}

/** Runs a command among the mounts of the process `pid`, which was begun by buildNamespaceCommand. */
export function buildEnterCommand(options: {
  nsenter: string;
  isRoot: boolean;
  pid: number;
  command: string[];
}): string[] {
  const { nsenter, isRoot, pid, command } = options;
  const user = isRoot ? [] : ['--user', '--preserve-credentials'];
  return [nsenter, `--target=${pid}`, ...user, '--mount', ...command];
}

/**
 * What makes the root that is served: an empty memory file system with each shared folder at its own path, and nothing
 * else. Pier's own folder is covered where it lies in a shared one: of all that is in there, containers see a
 * docker.sock, which leads to the engine's own. Whether it is covered is told by the mount that lies there, not by what
 * is in it. Done again, after a change that failed half way, everything is as if it had been done once. Ends with the
 * daemon.
 *
 *   serve ROOT HIDDEN... -- FOLDER... -- DAEMON ARGUMENT...
 *   add ROOT HIDDEN... -- FOLDER...
 *   remove ROOT -- FOLDER...
 */
export const SHARE_SCRIPT = `set -eu
export PATH="$PATH:/usr/sbin:/usr/bin:/sbin:/bin"
verb=$1 root=$2
shift 2
hidden=
while [ "$1" != -- ]; do hidden="$hidden$1
"; shift; done
shift
is_hidden() {
  device=$(mountpoint -d "$1" 2>/dev/null) || return 1
  grep -q "^[0-9]* [0-9]* $device / .* - tmpfs pier-hidden " /proc/self/mountinfo
}
hide() {
  printf %s "$hidden" | while IFS= read -r path; do
    [ -d "$root$path" ] && ! is_hidden "$root$path" || continue
    mount -t tmpfs -o mode=0755,size=64k pier-hidden "$root$path"
    mkdir "$root$path/run"
    ln -s /run/docker.sock "$root$path/run/docker.sock"
    mount -o remount,bind,ro "$root$path"
  done
}
add() {
  [ -d "$1" ] || return 0
  mkdir -p "$root$1"
  mountpoint -q "$root$1" || mount --rbind "$1" "$root$1"
  hide
}
case "$verb" in
  add) for folder; do add "$folder"; done; exit ;;
  remove) for folder; do ! mountpoint -q "$root$folder" || umount -l "$root$folder"; done; exit ;;
esac
# Each file that the guest knows is an open one here.
ulimit -S -n "$(ulimit -H -n)" || true
mount -t tmpfs -o mode=0755,size=1m pier-shares "$root"
mount --make-shared "$root"
while [ "$1" != -- ]; do add "$1"; shift; done
shift
# Where QEMU's daemon keeps its lock.
if ! mkdir -p /run/virtiofsd 2>/dev/null || [ ! -w /run/virtiofsd ]; then
  mount -t tmpfs -o mode=0755,size=64k run /run
  mkdir /run/virtiofsd
fi
"$@" &
wait $!
`;
