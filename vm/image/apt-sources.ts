/** One place to fetch Debian packages from. */
export interface AptSource {
  uri: string;
  suite: string;
  components: string[];
  signedBy?: string;
}

const DEFAULT_MIRROR = 'http://deb.debian.org/debian';
const DEFAULT_SECURITY_MIRROR = 'http://deb.debian.org/debian-security';
const DEBIAN_SUITE = /^(bullseye|bookworm|trixie|forky|duke|sid|stable|oldstable|testing|unstable)\b/;

/**
 * The sources that apt uses on this machine. Lines that are switched off, sources without binary packages and text
 * that is neither form are left out.
 *
 * @param files contents of sources.list and sources.list.d, by name.
 * @see https://manpages.debian.org/trixie/apt/sources.list.5.en.html
 */
export function parseAptSources(files: Record<string, string>): AptSource[] {
  return Object.entries(files).flatMap(([name, text]) =>
    name.endsWith('.sources') ? parseDeb822(text) : parseOneLine(text),
  );
}

function parseOneLine(text: string): AptSource[] {
  const sources: AptSource[] = [];
  for (const raw of text.split('\n')) {
    const match = /^\s*deb\s+(?:\[([^\]]*)\]\s+)?(\S+)\s+(\S+)((?:\s+[^\s#]+)*)\s*(?:#.*)?$/.exec(raw);
    if (!match) continue;
    const [, options = '', uri = '', suite = '', components = ''] = match;
    const signedBy = /(?:^|\s)signed-by=(\S+)/.exec(options)?.[1];
    sources.push({
      uri: trimSlash(uri),
      suite,
      components: components.split(/\s+/).filter(Boolean),
      ...(signedBy ? { signedBy } : {}),
    });
  }
  return sources;
}

function parseDeb822(text: string): AptSource[] {
  return text.split(/\n\s*\n/).flatMap((stanza) => {
    const fields = stanzaFields(stanza);
    const words = (field: string) => (fields.get(field) ?? '').split(/\s+/).filter(Boolean);
    if (!words('types').includes('deb') || fields.get('enabled') === 'no') return [];
    // An embedded key (more than one word) is not a path and cannot be handed on in a one-line source.
    const [signedBy, ...rest] = words('signed-by');
    return words('uris').flatMap((uri) =>
      words('suites').map((suite) => ({
        uri: trimSlash(uri),
        suite,
        components: words('components'),
        ...(signedBy && rest.length === 0 ? { signedBy } : {}),
      })),
    );
  });
}

function stanzaFields(stanza: string): Map<string, string> {
  const fields = new Map<string, string>();
  let last = '';
  for (const line of stanza.split('\n')) {
    if (line.startsWith('#')) continue;
    const field = /^([A-Za-z-]+):\s*(.*)$/.exec(line);
    if (field) {
      last = (field[1] ?? '').toLowerCase();
      fields.set(last, (field[2] ?? '').trim());
    } else if (last && /^\s/.test(line)) {
      fields.set(last, `${fields.get(last)} ${line.trim()}`);
    }
  }
  return fields;
}

const trimSlash = (uri: string) => uri.replace(/\/+$/, '');

/**
 * Where to fetch `suite` from: the mirrors that this machine uses for its own Debian packages, else Debian's. One
 * source a line, as apt wants it. The security archive is left out only where the machine has a mirror of its own
 * and none for security.
 */
export function sourceLines(
  sources: AptSource[],
  suite: string,
  keyringExists: (path: string) => boolean,
): string[] {
  const ofDebian = sources.filter((s) => DEBIAN_SUITE.test(s.suite) && s.components.includes('main'));
  const security = ofDebian.find((s) => s.suite.includes('security'));
  const main = ofDebian.find((s) => !s.suite.includes('-'));
  if (!main) {
    return [`deb ${DEFAULT_MIRROR} ${suite} main`, `deb ${DEFAULT_SECURITY_MIRROR} ${suite}-security main`];
  }
  const line = (source: AptSource, name: string) => {
    const options =
      source.signedBy && keyringExists(source.signedBy) ? `[signed-by=${source.signedBy}] ` : '';
    return `deb ${options}${source.uri} ${name} main`;
  };
  return [line(main, suite), ...(security ? [line(security, `${suite}-security`)] : [])];
}

/** apt's own settings that a build must share: how to reach a mirror, and how old it may be. */
const SHARED_OPTION = /^Acquire::(https?::Proxy|Check-Valid-Until|Check-Date|ForceIPv4|ForceIPv6|Retries)\b/i;

/** Picks from `apt-config dump` the options that a build hands on. */
export function sharedAptOptions(dump: string): string[] {
  return dump
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => SHARED_OPTION.test(line) && !/ "";$/.test(line));
}
