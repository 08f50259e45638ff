import { createHash } from 'node:crypto';

/** What an origin belongs to: one installation. An update is of the same. */
export interface Installation {
  id: string;
  /** Milliseconds since the epoch. */
  installedAt: number;
}

/**
 * The name of an extension's origin: 32 hexadecimal digits, which every host name and folder can be. Two extensions have
 * two, so that a browser keeps apart what they store. So has one that was removed and is installed again: what was stored
 * before is in browsers, where nobody can remove it.
 */
export function originName({ id, installedAt }: Installation): string {
  return createHash('sha256').update(`pier extension\0${id}\0${installedAt}`).digest('hex').slice(0, 32);
}

/** The extension that an origin's name stands for, of those that there are. */
export function extensionOf<E extends Installation>(name: string, extensions: readonly E[]): E | undefined {
  return extensions.find((each) => originName(each) === name);
}

/**
 * The address of an extension's page below its origin. The query of its metadata stays; what a link adds comes after it.
 * @param entry as metadata has it: "index.html?v0.4.0" @param search behind "?"
 */
export function entryPath(entry: string, search: string): string {
  const [path = '', query = ''] = entry.split('#', 1)[0]?.split('?', 2) ?? [];
  const added = new URLSearchParams(search).toString();
  const all = [query, added].filter(Boolean).join('&');
  const encoded = path.split('/').filter(Boolean).map(encodeURIComponent).join('/');
  return `/${encoded}${all && `?${all}`}`;
}
