import { linesOf } from './wsl-text.ts';

/** One line of `wsl --list --verbose`. */
export interface Distribution {
  name: string;
  isDefault: boolean;
  /** 1 or 2. */
  version: number;
  /** As it is printed: some releases translate it. */
  state: string;
}

/**
 * `wsl --list --verbose`. The heading and the states may be in any language; what is read is where things stand: a star,
 * a name (it has no spaces), words, and a number.
 */
export function parseVerboseList(text: string): Distribution[] {
  return linesOf(text).flatMap((line) => {
    const [, star, name, state, version] = /^\s*(\*?)\s*(\S+)\s+(.+?)\s+([12])$/.exec(line) ?? [];
    if (!name || !state || !version) return [];
    return [{ name, isDefault: star === '*', version: Number(version), state }];
  });
}

/** `wsl --list --quiet`, also with `--running`: names, one a line. */
export function parseQuietList(text: string): string[] {
  return linesOf(text)
    .map((line) => line.trim())
    .filter((line) => /^\S+$/.test(line));
}
