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
  'troubleshoot',
  'settings',
];

/** Longer ones are no link of ours: an image's reference is at most 255 characters. */
const MAX_LENGTH = 1024;

/**
 * The place in the dashboard that a link means: `pier://images/alpine%3A3` is `['images', 'alpine:3']`, and `pier://`
 * the window as it is. undefined for what is none: anybody can write one, on any web page.
 */
export function parseDeepLink(link: string): string[] | undefined {
  if (link.length > MAX_LENGTH || !link.toLowerCase().startsWith(`${LINK_SCHEME}://`)) return undefined;
  const [path = ''] = link.slice(`${LINK_SCHEME}://`.length).split(/[?#]/, 1);
  const parts = path.split('/').filter(Boolean).map(decode);
  if (parts.some((part) => part === undefined || hasControls(part))) return undefined;
  const [page] = parts;
  if (page !== undefined && !PAGES.includes(page)) return undefined;
  return parts as string[];
}

/** The link among the arguments of a process: Windows and Linux hand it over that way, behind others' switches. */
export function deepLinkOf(argv: readonly string[]): string | undefined {
  return argv.find((argument) => argument.toLowerCase().startsWith(`${LINK_SCHEME}://`));
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
