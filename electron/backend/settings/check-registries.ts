import { X509Certificate } from 'node:crypto';
import { AppError } from '../../../shared/errors.ts';
import { parseCatalogueAddress } from '../../../shared/model/catalogue-address.ts';
import {
  isCertificateText,
  parseInsecureRegistry,
  parseMirror,
  parseRegistryHost,
} from '../../../shared/model/engine-registries.ts';
import { SETTINGS, type SettingKey } from '../../../shared/model/settings.ts';

/** More would be no setting of a person any more. */
const MOST = 200;

/**
 * What the engine is told of registries, in the form in which dockerd takes it, and where catalogues of extensions are,
 * in their one form; every other setting as it is.
 * @throws AppError bad_input that names what cannot be
 */
export function checkRegistries<T>(key: SettingKey, value: T): T | string[] | Record<string, string> {
  switch (SETTINGS[key].kind) {
    case 'mirrors':
      return listOf(
        key,
        value as string[],
        parseMirror,
        'Write it like https://mirror.example, without a path.',
      );
    case 'registries':
      return listOf(
        key,
        value as string[],
        parseInsecureRegistry,
        'Write it like registry.example:5000, or a network like 10.0.0.0/8.',
      );
    case 'catalogues':
      return listOf(
        key,
        value as string[],
        parseCatalogueAddress,
        'Write an address like https://example.com/extensions.json, or the whole path of a file.',
      );
    case 'certificates':
      return certificates(key, value as Record<string, string>);
    default:
      return value;
  }
}

function listOf(
  key: SettingKey,
  texts: readonly string[],
  parse: (text: string) => string | undefined,
  hint: string,
): string[] {
  if (texts.length > MOST)
    throw refused(key, `${texts.length} entries`, `there may be ${MOST}`, 'Name fewer.');
  const parsed = texts.map((text) => {
    const one = parse(text);
    if (one === undefined) throw refused(key, text, 'that cannot be one', hint);
    return one;
  });
  return [...new Set(parsed)];
}

function certificates(key: SettingKey, byHost: Record<string, string>): Record<string, string> {
  const hosts = Object.keys(byHost);
  if (hosts.length > MOST)
    throw refused(key, `${hosts.length} entries`, `there may be ${MOST}`, 'Name fewer.');
  return Object.fromEntries(
    Object.entries(byHost).map(([text, pem]) => {
      const host = parseRegistryHost(text);
      if (host === undefined) {
        throw refused(key, text, 'that is no registry', 'Write it like registry.example:5000.');
      }
      return [host, checkCertificates(key, host, pem)];
    }),
  );
}

/** Never quoted in what is told: it may be a key. */
function checkCertificates(key: SettingKey, host: string, pem: string): string {
  if (/PRIVATE KEY/.test(pem)) {
    throw refused(key, host, 'it holds a private key', 'Give the certificate of the authority alone.');
  }
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const isRead = found.length > 0 && isCertificateText(pem) && found.every(canBeRead);
  if (isRead) return `${found.join('\n')}\n`;
  throw refused(
    key,
    host,
    'there is no certificate that can be read',
    'Give a file in PEM form, which begins with -----BEGIN CERTIFICATE-----.',
  );
}

function canBeRead(pem: string): boolean {
  try {
    return new X509Certificate(pem).subject !== undefined;
  } catch {
    return false;
  }
}

function refused(key: SettingKey, what: string, why: string, hint: string): AppError {
  return new AppError('bad_input', `Set '${SETTINGS[key].name}' to '${what.slice(0, 200)}': ${why}.`, hint);
}
