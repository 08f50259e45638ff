/** The scheme that other programs open Pier with: `pier://containers/3f2a…`. */
export const LINK_SCHEME = 'pier';

/** The pages that a link may show. A link only shows: nothing is ever done because of one. */
const PAGES: readonly string[] = [
  'containers',
  'logs',
  'images',
  'volumes',
  'networks',
  'compose',
  'registries',
  'extensions',
  'troubleshoot',
  'settings',
];

/** A tag, or a digest. */
const VERSION = /^(?:[\w][\w.-]{0,127}|sha256:[0-9a-f]{64})$/;

/** Longer ones are no link of ours: an image's reference is at most 255 characters. */
const MAX_LENGTH = 1024;
/** What an extension is told by the page where a person signed in. */
const MAX_SEARCH_LENGTH = 8192;

/** Extensions have this written into the pages that they sign in with. */
export const DOCKER_LINK_SCHEME = 'docker-desktop';

/**
 * The place in the dashboard that a link means: `pier://images/alpine%3A3` is `['images', 'alpine:3']`, and `pier://`
 * the window as it is. undefined for what is none: anybody can write one, on any web page.
 */
export function parseDeepLink(link: string): string[] | undefined {
  if (isDockerLink(link)) return partsOfDockerLink(link);
  if (!link.toLowerCase().startsWith(`${LINK_SCHEME}://`)) return undefined;
  const [path = ''] = link.slice(`${LINK_SCHEME}://`.length).split(/[?#]/, 1);
  if (path.length > MAX_LENGTH) return undefined;
  const parts = path.split('/').filter(Boolean).map(decode);
  if (parts.some((part) => part === undefined || hasControls(part))) return undefined;
  const [page] = parts;
  if (page !== undefined && !PAGES.includes(page)) return undefined;
  return isShared(parts) ? ['extensions'] : (parts as string[]);
}

/** `pier://extensions/marketplace?extensionId=org/repo&tag=1.2`: what `pier extension share` makes. */
function isShared([page, what]: (string | undefined)[]): boolean {
  return page === 'extensions' && what === 'marketplace';
}

/**
 * What a link tells the page of an extension, as behind "?", or which extension is shared; empty for every other page,
 * whose state no link sets.
 */
export function searchOfLink(link: string): string {
  const parts = parseDeepLink(link);
  const [, shared] = /^pier:\/\/extensions\/marketplace\/?\?([^#]*)/i.exec(link) ?? [];
  if (shared !== undefined && parts) {
    const query = new URLSearchParams(shared);
    const extension = query.get('extensionId') ?? '';
    if (extension === '' || extension.length > MAX_LENGTH || hasControls(extension)) return '';
    const version = query.get('tag') ?? '';
    return new URLSearchParams({ extension, ...(VERSION.test(version) && { version }) }).toString();
  }
  if (parts?.[0] !== 'extensions' || parts[1] === undefined) return '';
  const search = new URLSearchParams(link.split('#', 1)[0]?.split('?').slice(1).join('?'));
  if (isDockerLink(link)) search.delete('extensionId');
  const text = search.toString();
  return text.length > MAX_SEARCH_LENGTH ? '' : text;
}

function isDockerLink(link: string): boolean {
  return link.toLowerCase().startsWith(`${DOCKER_LINK_SCHEME}://`);
}

/** `docker-desktop://dashboard/extension-tab?extensionId=org/repo&…` is the page of that extension. */
function partsOfDockerLink(link: string): string[] | undefined {
  const [path = '', query = ''] = link.slice(`${DOCKER_LINK_SCHEME}://`.length).split(/[?#]/);
  if (!/^dashboard\/extension-tab\/?$/i.test(path)) return undefined;
  const id = new URLSearchParams(query).get('extensionId');
  return id && id.length <= MAX_LENGTH && !hasControls(id) ? ['extensions', id] : undefined;
}

/** The link among the arguments of a process: Windows and Linux hand it over that way, behind others' switches. */
export function deepLinkOf(argv: readonly string[]): string | undefined {
  const schemes = [LINK_SCHEME, DOCKER_LINK_SCHEME].map((scheme) => `${scheme}://`);
  return argv.find((argument) => schemes.some((scheme) => argument.toLowerCase().startsWith(scheme)));
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

function hasControls(part: string | undefined): boolean {
  return [...(part ?? '')].some((character) => character < ' ' || character === '\u007f');
}
