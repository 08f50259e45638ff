import { describe, expect, it } from 'vitest';
import { Dockerignore, parseDockerignore } from './dockerignore.ts';

/** As a walk does it: from the top down, each with its folder's match. */
function isIgnored(ignore: string, path: string): boolean {
  const rules = new Dockerignore(parseDockerignore(ignore));
  const parts = path.split('/');
  let result = rules.match(parts[0] ?? '');
  for (let depth = 2; depth <= parts.length; depth++) {
    result = rules.match(parts.slice(0, depth).join('/'), result.folder);
  }
  return result.ignored;
}

describe('Dockerignore', () => {
  it.each([
    // The documentation's own examples.
    ['*/temp*', 'somedir/temporary.txt', true],
    ['*/temp*', 'somedir/temp', true],
    ['*/temp*', 'temp', false],
    ['*/*/temp*', 'somedir/subdir/temporary.txt', true],
    ['*/*/temp*', 'somedir/temporary.txt', false],
    ['temp?', 'tempa', true],
    ['temp?', 'temp', false],
    ['**/*.go', 'a/b/c.go', true],
    ['**/*.go', 'c.go', true],
    ['*.md\n!README.md', 'README.md', false],
    ['*.md\n!README.md', 'CHANGES.md', true],
    ['*.md\n!README*.md\nREADME-secret.md', 'README-secret.md', true],
    ['*.md\n!README*.md\nREADME-secret.md', 'README-public.md', false],
    ['*.md\nREADME-secret.md\n!README*.md', 'README-secret.md', false],
    // A folder takes along what is in it; a name alone is meant at the top.
    ['node_modules', 'node_modules/a/b.js', true],
    ['node_modules', 'packages/a/node_modules/b.js', false],
    ['**/node_modules', 'packages/a/node_modules/b.js', true],
    ['docs\n!docs/keep', 'docs/keep/x.md', false],
    ['docs\n!docs/keep', 'docs/other.md', true],
    ['*\n!src', 'src/index.ts', false],
    ['*\n!src', 'other', true],
    ['*\n!src/**/*.ts', 'src/a/b.ts', false],
    ['*\n!src/**/*.ts', 'src/a/b.js', true],
    // Slashes, dots, spaces, comments, the byte order mark.
    ['/foo/bar', 'foo/bar', true],
    ['foo/bar/', 'foo/bar', true],
    ['./foo/../bar', 'bar', true],
    ['\uFEFF# a comment\n  spaced  ', 'spaced', true],
    ['# not this\n#nor this', '#nor this', false],
    ['\r\nwindows\r\n', 'windows', true],
    ['! spaced', 'spaced', false],
    // Patterns.
    ['[a-c]x', 'bx', true],
    ['[^a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[a-]x', '-x', true],
    ['a.c', 'abc', false],
    ['a\\*c', 'a*c', true],
    ['a\\*c', 'abc', false],
    ['(x)+{1}$', '(x)+{1}$', true],
    ['*', '.hidden', true],
    ['**', 'a/b', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b/c', true],
    ['a**/b', 'axx/yy/b', true],
    ['schön?', 'schön🚢', true],
  ])('%j and %s: %s', (ignore, path, expected) => {
    expect(isIgnored(ignore, path)).toBe(expected);
  });

  it('walks an ignored folder only where something in it may return', () => {
    const rules = new Dockerignore(parseDockerignore('*\n!docs/keep/*.md\n!src'));
    expect(
      ['docs', 'docs/keep', 'docs/keep/deep', 'src', 'other'].map((path) => rules.mayReturn(path)),
    ).toEqual([true, true, true, false, false]);
    expect(new Dockerignore(parseDockerignore('*\n!**/README.md')).mayReturn('any')).toBe(true);
    expect(new Dockerignore(parseDockerignore('*')).mayReturn('any')).toBe(false);
  });

  it.each(['a[b', 'a\\', '!'])('refuses %j', (line) => {
    expect(() => parseDockerignore(line)).toThrow(SyntaxError);
  });
});
