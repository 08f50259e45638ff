/** Addresses of proxies, as a person writes them and as a guest needs them. */

/** Under which the guest and its containers reach this computer. */
export const HOST_NAME = 'host.docker.internal';

const SCHEMES = ['http:', 'https:', 'socks5:', 'socks5h:'];

/** "proxy.example:3128", "http://user:password@proxy.example:3128". undefined for what is no proxy's address. */
export function parseProxyUrl(text: string): URL | undefined {
  const trimmed = text.trim();
  if (/\s/.test(trimmed)) return undefined;
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `http://${trimmed}`);
  if (!url?.hostname || !SCHEMES.includes(url.protocol)) return undefined;
  return /^\/?$/.test(url.pathname) && !url.search && !url.hash ? url : undefined;
}

/** The address without a slash at its end. */
export function printProxyUrl(url: URL): string {
  return url.href.replace(/\/$/, '');
}

/** Without its password and user: for everybody's eyes. Also of a text that is no address. */
export function maskProxyUrl(text: string): string {
  return text.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/i, '$1***@');
}

/** True for an address that means another computer in a guest than it does here. */
export function isLoopback({ hostname }: URL): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    /^127\./.test(hostname) ||
    hostname === '[::1]'
  );
}

/** A proxy on this computer's loopback is reached by another name from the guest. */
export function asGuestSees(url: URL): URL {
  if (!isLoopback(url)) return url;
  const seen = new URL(url);
  seen.hostname = HOST_NAME;
  return seen;
}

/** "example.com, .internal 10.0.0.0/8" as one list with commas; undefined where an entry cannot be one. */
export function parseNoProxy(text: string): string | undefined {
  const entries = text.split(/[\s,;]+/).filter(Boolean);
  return entries.every((entry) => /^[\w.*:[\]/-]+$/.test(entry)) ? entries.join(',') : undefined;
}
