/** Paths of containers and volumes: absolute, without "/" at their end but for the root itself. */

/** "/etc" of "/etc/hosts". */
export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** "hosts" of "/etc/hosts", "" of the root. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

export function joinPath(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}

/** True for the path itself too. */
export function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`);
}

/** The root first, the path itself last. */
export function pathsTo(path: string): string[] {
  const parts = path.split('/').filter(Boolean);
  return ['/', ...parts.map((_, index) => `/${parts.slice(0, index + 1).join('/')}`)];
}

/** A path for an address, where bytes that are no UTF-8 would be lost: as "%ff"; "%" is "%25". */
export function toAddress(path: string): string {
  return path
    .replaceAll('%', '%25')
    .replaceAll(/\p{Surrogate}/gu, (byte) => `%${(byte.charCodeAt(0) - 0xdc00).toString(16)}`);
}

/** The path that `toAddress` made the text of; the root where it is none. */
export function fromAddress(text: string): string {
  const path = text.replaceAll(/%([0-9a-f]{2})/g, (_, hex: string) =>
    hex === '25' ? '%' : String.fromCharCode(0xdc00 + Number.parseInt(hex, 16)),
  );
  const parts = path.split('/').filter((part) => part !== '' && part !== '.' && part !== '..');
  return `/${parts.join('/')}`;
}
