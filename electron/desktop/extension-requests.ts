/** The scheme of extensions' pages in the desktop app: `pier-extension://<name of the origin>/…`. */
export const EXTENSION_SCHEME = 'pier-extension';

export function extensionOrigin(name: string): string {
  return `${EXTENSION_SCHEME}://${name}`;
}

/** True for an address of this very origin. A URL's own `origin` knows no schemes of ours. */
export function isOnOrigin(url: string, origin: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return `${protocol}//${host}` === origin && username === '' && password === '';
}

/** What the page of an extension may load: its own, and the web. Never a file, the dashboard or another extension. */
export function mayLoad(url: string, origin: string): 'own' | 'web' | 'never' {
  if (!URL.canParse(url)) return 'never';
  const { protocol } = new URL(url);
  if (['http:', 'https:', 'ws:', 'wss:'].includes(protocol)) return 'web';
  if (protocol === 'data:') return 'own';
  return isOnOrigin(url.startsWith('blob:') ? url.slice('blob:'.length) : url, origin) ? 'own' : 'never';
}

/** Where the frames of an extension's page may go: the page itself stays on its origin, what it frames is the web's. */
export function mayNavigate(url: string, origin: string, isMainFrame: boolean): boolean {
  if (isMainFrame) return isOnOrigin(url, origin);
  return url === 'about:blank' || url === 'about:srcdoc' || mayLoad(url, origin) !== 'never';
}

type Headers = Record<string, string>;
type AnswerHeaders = Record<string, string | string[]>;

/** A request as a program would send it: servers refuse pages that they do not know. */
export function withoutPage(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(origin|referer)$/i.test(name)));
}

/** What Electron tells of a request, as far as it is looked at. */
export interface AskedRequest {
  resourceType: string;
  frame?: { readonly origin: string } | null | undefined;
  requestHeaders: Headers;
}

/**
 * Whether the extension's own page asks, from a worker too. What it frames of other sites is a page like any other, and
 * what a frame is led to is that site's: their servers are told who asks, and say who may read the answer.
 */
export function isAskedByPage(
  { resourceType, frame, requestHeaders }: AskedRequest,
  origin: string,
): boolean {
  if (resourceType === 'mainFrame' || resourceType === 'subFrame') return false;
  const from = originOfFrame(frame) ?? headerOf(requestHeaders, 'origin');
  return from === origin;
}

/** Undefined where there is none: for a worker, or where it is gone. */
function originOfFrame(frame: AskedRequest['frame']): string | undefined {
  try {
    return frame?.origin;
  } catch {
    return undefined;
  }
}

function headerOf(headers: Headers, name: string): string {
  return Object.entries(headers).find(([each]) => each.toLowerCase() === name)?.[1] ?? '';
}

/** What a browser asks before a request; taken from the headers of its question. */
export interface Preflight {
  method: string;
  headers: string;
}

export function preflightOf(method: string, headers: Headers): Preflight | undefined {
  if (method !== 'OPTIONS') return undefined;
  const asked = headerOf(headers, 'access-control-request-method');
  return asked === ''
    ? undefined
    : { method: asked, headers: headerOf(headers, 'access-control-request-headers') };
}

/** The answer as if the other side had allowed this page to read it, as Docker Desktop does. */
export function openAnswer(
  headers: AnswerHeaders | undefined,
  origin: string,
  preflight: Preflight | undefined,
): { responseHeaders: AnswerHeaders; statusLine?: string } {
  const kept = Object.entries(headers ?? {}).filter(
    ([name]) => !/^(access-control-.*|cross-origin-resource-policy)$/i.test(name),
  );
  const answer: AnswerHeaders = {
    ...Object.fromEntries(kept),
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
  };
  if (!preflight) {
    answer['access-control-expose-headers'] = kept.map(([name]) => name).join(', ');
    return { responseHeaders: answer };
  }
  answer['access-control-allow-methods'] = preflight.method;
  if (preflight.headers) answer['access-control-allow-headers'] = preflight.headers;
  return { responseHeaders: answer, statusLine: 'HTTP/1.1 204 No Content' };
}

/** Of `showOpenDialog` what an extension may decide. */
const PROPERTIES = [
  'openFile',
  'openDirectory',
  'multiSelections',
  'showHiddenFiles',
  'createDirectory',
  'promptToCreate',
  'noResolveAliases',
  'treatPackageAsDirectory',
  'dontAddToRecent',
] as const;

export function dialogProperties(given: readonly string[] = []): (typeof PROPERTIES)[number][] {
  return PROPERTIES.filter((property) => given.includes(property));
}
