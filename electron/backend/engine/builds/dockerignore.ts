/**
 * .dockerignore by the rules of https://docs.docker.com/build/concepts/context/#dockerignore-files, as the engine's own
 * matcher has them (github.com/moby/patternmatcher): Go's filepath.Match and "**", the last match counts, "!" takes
 * files back in.
 */
export interface IgnorePattern {
  isException: boolean;
  /** As written, cleaned: without "/" at both ends. */
  text: string;
  expression: RegExp;
}

/** How each pattern took a folder, for what is in it. */
export type FolderMatch = readonly boolean[];

/** @throws SyntaxError that names the pattern that is none */
export function parseDockerignore(text: string): IgnorePattern[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => !line.startsWith('#'))
    .map((line) => line.trim())
    .filter((line) => line !== '' && line !== '.')
    .flatMap((line) => {
      const isException = line.startsWith('!');
      const path = cleanPath(isException ? line.slice(1).trim() : line);
      if (path === '' && !isException) return [];
      if (path === '') throw new SyntaxError(`'${line}' names nothing`);
      return [{ isException, text: path, expression: toExpression(path) }];
    });
}

/** What a build context leaves out. */
export class Dockerignore {
  readonly #patterns: readonly IgnorePattern[];

  constructor(patterns: readonly IgnorePattern[]) {
    this.#patterns = patterns;
  }

  /**
   * @param path from the context on, with "/", without one at its ends
   * @param folder the match of the folder it is in; absent at the top
   */
  match(path: string, folder?: FolderMatch): { ignored: boolean; folder: FolderMatch } {
    let ignored = false;
    const matches = this.#patterns.map(({ isException, expression }, index) => {
      let matched = folder?.[index] ?? false;
      if (!matched) {
        // An exception to nothing, or one more reason for the same.
        if (isException !== ignored) return false;
        matched = expression.test(path);
      }
      if (matched) ignored = !isException;
      return matched;
    });
    return { ignored, folder: matches };
  }

  /** Whether a pattern may take back in something below this ignored folder: then it has to be walked. */
  mayReturn(folder: string): boolean {
    return this.#patterns.some(({ isException, text }) => {
      if (!isException) return false;
      const fixed = text.split('/').findIndex((part) => /[*?[\\]/.test(part));
      if (fixed < 0) return text.startsWith(`${folder}/`);
      const start = text.split('/').slice(0, fixed).join('/');
      return start === '' || `${start}/`.startsWith(`${folder}/`) || `${folder}/`.startsWith(`${start}/`);
    });
  }
}

/** As Go's filepath.Clean: no "." and "..", no doubled slashes, none at the ends. */
function cleanPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  return parts.join('/');
}

function toExpression(pattern: string): RegExp {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const character = pattern[at] ?? '';
    if (character === '*' && pattern[at + 1] === '*') {
      at += 1;
      if (pattern[at + 1] === '/') at += 1;
      source += at + 1 >= pattern.length ? '.*' : '(?:.*/)?';
    } else if (character === '*') {
      source += '[^/]*';
    } else if (character === '?') {
      source += '[^/]';
    } else if (character === '\\') {
      at += 1;
      if (at >= pattern.length) throw new SyntaxError(`'${pattern}' ends with a backslash`);
      source += literal(pattern[at] ?? '');
    } else if (character === '[') {
      const end = classEnd(pattern, at);
      source += characterClass(pattern.slice(at + 1, end));
      at = end;
    } else {
      source += literal(character);
    }
  }
  try {
    return new RegExp(`^${source}$`, 'su');
  } catch {
    throw new SyntaxError(`'${pattern}' is no pattern`);
  }
}

/** Where the class that begins at `at` ends. @throws SyntaxError */
function classEnd(pattern: string, at: number): number {
  for (let end = at + 1; end < pattern.length; end++) {
    if (pattern[end] === '\\') end += 1;
    else if (pattern[end] === ']' && end > at + 1) return end;
  }
  throw new SyntaxError(`'${pattern}' has a "[" without its "]"`);
}

/** Ranges and "^" mean the same in both languages; everything else stands for itself. */
function characterClass(inner: string): string {
  const negated = inner.startsWith('^') || inner.startsWith('!');
  const members = (negated ? inner.slice(1) : inner).replaceAll(/\\(.)|[[\]^&~|]/gsu, (text, escaped) =>
    escaped === '-' ? '\\-' : literal(escaped ?? text),
  );
  return `${negated ? '[^/' : '['}${members}]`;
}

/** With the "u" flag only these may be escaped. */
function literal(character: string): string {
  return /[\\^$.*+?()[\]{}|/]/.test(character) ? `\\${character}` : character;
}
