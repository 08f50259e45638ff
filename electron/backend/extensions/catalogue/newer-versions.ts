import { coerce, compare } from 'semver';
import { isNewerVersion, newestVersion } from '../../../../shared/model/extension-api-version.ts';

const VERSION = /^v?\d+\.\d+(?:\.\d+)?(?:[-+].*)?$/;

/** Tags as people look for them: versions, the newest first, then the others by name. Digests of signatures are none. */
export function sortVersions(tags: readonly string[]): string[] {
  const shown = tags.filter((tag) => !/^sha256-[0-9a-f]{64}/.test(tag));
  const parsed = (tag: string) => (VERSION.test(tag) ? coerce(tag, { includePrerelease: true }) : null);
  return shown.toSorted((a, b) => {
    const [first, second] = [parsed(a), parsed(b)];
    if (first && second) return compare(second, first) || (a < b ? -1 : 1);
    if (first || second) return first ? -1 : 1;
    if (a === 'latest' || b === 'latest') return a === 'latest' ? -1 : 1;
    return a < b ? -1 : 1;
  });
}

/** The newest of the tags where it is a later version than the one that is here; "latest" and the like have none. */
export function newerVersion(here: string, tags: readonly string[]): string | undefined {
  const newest = newestVersion(tags);
  return newest !== undefined && isNewerVersion(newest, here) ? newest : undefined;
}
