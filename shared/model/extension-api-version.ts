import { coerce, satisfies, valid, validRange } from 'semver';

/** Of the extension API that is here. */
export const EXTENSION_API_VERSION = '0.4.2';

/**
 * Whether an extension with this `com.docker.desktop.extension.api.version` can run here. A bare version wants that one
 * or a later one of its major version; a constraint is taken at its word (">= 1.4.7, < 2.0"). What is neither says
 * nothing, and counts as yes, as does nothing at all.
 */
export function isApiSupported(wanted: string | undefined, here = EXTENSION_API_VERSION): boolean {
  const text = (wanted ?? '').trim();
  if (text === '') return true;
  const bare = /^[v=]?\d+(?:\.\d+){0,2}$/.test(text) ? coerce(text) : valid(text) && coerce(text);
  if (bare) return satisfies(here, `>=${bare.version} <${bare.major + 1}.0.0`);
  // Commas are and; "||" stays or.
  const range = validRange(text.replaceAll(',', ' '));
  return range === null || satisfies(here, range);
}

/** Whether a tag is a version, and a later one than another; what is no version is never later. */
export function isNewerVersion(tag: string, than: string): boolean {
  const [a, b] = [tag, than].map((each) => coerce(each, { includePrerelease: true }));
  return a && b ? a.compare(b) > 0 : false;
}

/** Of tags the newest that is a version, without those before a release where there are others; else "latest". */
export function newestVersion(tags: readonly string[]): string | undefined {
  const versions = tags.flatMap((tag) => {
    const parsed = /^v?\d+\.\d+(?:\.\d+)?(?:[-+].*)?$/.test(tag)
      ? coerce(tag, { includePrerelease: true })
      : null;
    return parsed ? [{ tag, parsed }] : [];
  });
  const releases = versions.filter(({ parsed }) => parsed.prerelease.length === 0);
  const [newest] = (releases.length > 0 ? releases : versions).sort((a, b) => b.parsed.compare(a.parsed));
  return newest?.tag ?? tags.find((tag) => tag === 'latest');
}
