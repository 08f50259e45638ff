/** What an engine is told of registries: mirrors, those without trusted TLS, certificates. As dockerd takes them. */

const LABEL = '[a-z0-9](?:[a-z0-9-]*[a-z0-9])?';
const HOST = new RegExp(String.raw`^(?:${LABEL}(?:\.${LABEL})*|\[[0-9a-f:.]+\])(?::(\d{1,5}))?$`, 'i');
const NETWORK = /^([0-9a-f:.]+)\/(\d{1,3})$/i;
/** One text: of a whole chain of authorities, too. */
export const CERTIFICATE_LIMIT = 64 * 1024;

/** "registry.example:5000", also of an address: lower case, without scheme and slash. undefined for anything else. */
export function parseRegistryHost(text: string): string | undefined {
  const host = text
    .trim()
    .toLowerCase()
    .replace(/^https?:\/\//, '')
    .replace(/\/$/, '');
  const match = HOST.exec(host);
  if (!match || !URL.canParse(`https://${host}`)) return undefined;
  return match[1] === undefined || (Number(match[1]) > 0 && Number(match[1]) < 65_536) ? host : undefined;
}

/** A registry, or a network as "10.0.0.0/8". undefined for anything else. */
export function parseInsecureRegistry(text: string): string | undefined {
  const [, address = '', bits = ''] = NETWORK.exec(text.trim()) ?? [];
  if (address === '') return parseRegistryHost(text);
  const isIPv6 = address.includes(':');
  const isAddress = isIPv6
    ? URL.canParse(`http://[${address}]`)
    : /^\d{1,3}(\.\d{1,3}){3}$/.test(address) && address.split('.').every((part) => Number(part) < 256);
  return isAddress && Number(bits) <= (isIPv6 ? 128 : 32) ? `${address.toLowerCase()}/${bits}` : undefined;
}

/**
 * The address of a mirror of Docker Hub with a slash at its end: "https://mirror.example/". dockerd would not start with
 * a path, a query or a login in it. undefined for those, too.
 */
export function parseMirror(text: string): string | undefined {
  const trimmed = text.trim();
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(trimmed) ? trimmed : `https://${trimmed}`);
  if (!url || !/^https?:$/.test(url.protocol) || parseRegistryHost(url.host) === undefined) return undefined;
  return url.pathname === '/' &&
    !url.search &&
    !url.hash &&
    !url.username &&
    !url.password &&
    !/[?#]/.test(trimmed)
    ? `${url.protocol}//${url.host}/`
    : undefined;
}

/** Whether a text may be one of certificates; what they say is looked at elsewhere. Never one with a private key. */
export function isCertificateText(text: string): boolean {
  return (
    text.length <= CERTIFICATE_LIMIT &&
    text.includes('-----BEGIN CERTIFICATE-----') &&
    !/PRIVATE KEY/.test(text)
  );
}
