import { bytesToString } from '../../../../shared/byte-string.ts';
import type { FileEntry } from '../../../../shared/contract/files.ts';

/**
 * Reads the records that LIST and STAT of shell-scripts.ts write, whole ones, however they were cut into chunks.
 */
export class ShellOutputReader {
  readonly #token: string;
  readonly #end: Buffer;
  #rest: Buffer = Buffer.alloc(0);

  constructor(token: string) {
    this.#token = token;
    this.#end = Buffer.from(`${token}E\n`);
  }

  /** Entries that are complete now, and what became known of links that were told before. */
  push(chunk: Buffer): { entries: FileEntry[]; targets: Map<string, FileEntry['type']> } {
    this.#rest = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const entries: FileEntry[] = [];
    const targets = new Map<string, FileEntry['type']>();
    let at = 0;
    for (let end = this.#rest.indexOf(this.#end); end >= 0; end = this.#rest.indexOf(this.#end, at)) {
      const record = bytesToString(this.#rest.subarray(at, end));
      at = end + this.#end.length;
      const entry = this.#entryOf(record);
      if (entry) entries.push(entry);
      const target = this.#targetOf(record);
      if (target) targets.set(...target);
    }
    this.#rest = this.#rest.subarray(at);
    return { entries, targets };
  }

  #entryOf(record: string): FileEntry | undefined {
    const [before = '', numbers, name, link = ''] = this.#split(record, 'SNL');
    if (before !== '' || numbers === undefined || name === undefined) return undefined;
    const [mode = '', size = '', modified = '', uid = '', gid = '', user = '', group = ''] =
      numbers.split(' ');
    const bits = Number.parseInt(mode, 16);
    const type = typeOfMode(bits);
    return {
      name: name.slice(name.lastIndexOf('/') + 1),
      type,
      size: Number(size),
      mode: bits & 0o7777,
      uid: Number(uid),
      gid: Number(gid),
      ...(isName(user, uid) ? { user } : {}),
      ...(isName(group, gid) ? { group } : {}),
      modifiedAt: Number(modified) * 1000,
      ...(type === 'link' ? linkTarget(name, link) : {}),
    };
  }

  #targetOf(record: string): [string, FileEntry['type']] | undefined {
    const [before = '', mode, name] = this.#split(record, 'FN');
    if (before !== '' || mode === undefined || name === undefined) return undefined;
    return [name.slice(name.lastIndexOf('/') + 1), typeOfMode(Number.parseInt(mode.trim(), 16))];
  }

  /** The parts between the token's letters; a record of another kind has fewer. */
  #split(record: string, letters: string): string[] {
    const parts: string[] = [];
    let rest = record;
    for (const letter of letters) {
      const mark = `${this.#token}${letter}`;
      const at = rest.indexOf(mark);
      if (at < 0) return [];
      parts.push(rest.slice(0, at));
      rest = rest.slice(at + mark.length);
    }
    return [...parts, rest];
  }
}

/** As in sys/stat.h. */
export function typeOfMode(mode: number): FileEntry['type'] {
  switch (mode & 0o170000) {
    case 0o040000:
      return 'folder';
    case 0o100000:
      return 'file';
    case 0o120000:
      return 'link';
    case 0o010000:
      return 'pipe';
    case 0o140000:
      return 'socket';
    default:
      return 'device';
  }
}

/** stat says "UNKNOWN", or the number again, for who has no name. */
function isName(name: string, id: string): boolean {
  return name !== '' && name !== id && name !== 'UNKNOWN';
}

/** Of "'name' -> 'target'". A name that GNU's stat quotes otherwise leaves the target untold. */
function linkTarget(name: string, text: string): { linkTarget?: string } {
  const start = `'${name}' -> '`;
  return text.startsWith(start) && text.endsWith("'") ? { linkTarget: text.slice(start.length, -1) } : {};
}
