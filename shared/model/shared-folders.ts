/**
 * Folders of this computer that the machine sees at the same paths: which ones can be, and which paths are in them.
 * Paths are absolute, POSIX ones, without a slash at the end.
 */

/** The machine's own: a folder of this computer in their place would take them from it. */
const OWN_OF_MACHINE = [
  ...['/bin', '/boot', '/dev', '/etc', '/lib', '/lib64', '/proc', '/run', '/sbin', '/sys', '/usr'],
  ...['/var/lib/containerd', '/var/lib/docker', '/var/run'],
];
/** These hold what is the machine's own; what else is in them can be shared. */
const PARENTS_OF_OWN = ['/', '/var', '/var/lib'];

/** As it is kept: no slash at the end, none twice, no ".". */
export function cleanFolder(path: string): string {
  const parts = path
    .trim()
    .split('/')
    .filter((part) => part !== '' && part !== '.');
  return `/${parts.join('/')}`;
}

/** Why a folder cannot be shared, as a cause in an error; undefined where it can. It need not be there. */
export function whyNotShareable(path: string, pierHome: string): string | undefined {
  if (!path.startsWith('/')) return 'it is not an absolute path';
  if (/[\p{Cc}:]/u.test(path))
    return 'Docker cannot mount a path with a colon or a control character in its name';
  if (path.split('/').includes('..')) return 'it has a ".." in it';
  const folder = cleanFolder(path);
  const own = OWN_OF_MACHINE.find((each) => isWithin(folder, each));
  if (own) return `the machine has a '${own}' of its own`;
  if (PARENTS_OF_OWN.includes(folder)) return `the machine has folders of its own in '${folder}'`;
  if (isWithin(folder, pierHome)) return `it holds Pier's own keys and disks`;
  return undefined;
}

/** Whether a path is this folder or below it. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** Whether a path can be mounted into a container from this computer. */
export function isShared(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => isWithin(cleanFolder(path), folder));
}

/** Each folder once, without those that are in another one of them; sorted. */
export function outermostFolders(folders: readonly string[]): string[] {
  const all = [...new Set(folders.map(cleanFolder))].sort();
  return all.filter((folder) => !all.some((other) => other !== folder && isWithin(folder, other)));
}
