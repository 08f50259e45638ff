import { homedir, hostname, userInfo } from 'node:os';
import { KnownValues } from './known-values.ts';
import { isSecretName } from './secret-names.ts';

export const REDACTED = '[redacted]';
/** Where its end is taken for that of a list. */
const BEGUN = REDACTED.slice(0, -1);

/** Shorter values are words that stand in every log: taken away, nothing could be read any more. */
const SECRET_LENGTH = 6;

export interface RedactionOptions {
  /** Values that are known to be secret, wherever they stand. */
  secrets: Iterable<string>;
  /** The person's home, its other names (links), and what they become. Longest first is seen to here. */
  paths?: readonly { path: string; shown: string }[];
  user?: string;
  host?: string;
}

/**
 * Takes out of a text what is nobody else's business: values that are known to be secret, in all the ways they are
 * written; what looks like a secret by its name or its form; the person's home, their name and that of their computer.
 */
export class Redactor {
  readonly #secrets: KnownValues;
  readonly #paths: { pattern: RegExp; shown: string }[];
  readonly #names: { pattern: RegExp; shown: string }[];

  constructor(options: RedactionOptions) {
    const written = [...new Set(options.secrets)]
      .filter((secret) => secret.trim().length >= SECRET_LENGTH)
      .flatMap(waysToWrite);
    this.#secrets = new KnownValues(written);
    this.#paths = [...(options.paths ?? [])]
      .filter(({ path }) => path.length > 1)
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ path, shown }) => ({ pattern: new RegExp(`${escaped(path)}(?![\\w.-])`, 'g'), shown }));
    this.#names = [
      { name: options.user, shown: '[user]' },
      { name: options.host, shown: '[computer]' },
    ].flatMap(({ name, shown }) =>
      // "root" and "pier" are everywhere and tell nothing.
      name && name.length > 2 && !['root', 'pier', 'localhost'].includes(name)
        ? [{ pattern: new RegExp(`(?<![\\w-])${escaped(name)}(?![\\w-])`, 'g'), shown }]
        : [],
    );
  }

  text(text: string): string {
    let clean = redactText(this.#secrets.replaceIn(text, REDACTED));
    for (const { pattern, shown } of this.#paths) clean = clean.replace(pattern, shown);
    // Of others, who have a home here as well.
    clean = clean.replace(/(\/home\/|\/Users\/|[A-Z]:\\{1,2}Users\\{1,2})[^/\\\s"':,]+/g, '$1[user]');
    for (const { pattern, shown } of this.#names) clean = clean.replace(pattern, shown);
    return clean;
  }

  /** A value for JSON: what has a secret's name goes whole, the rest as text. */
  json(value: unknown, name = ''): unknown {
    if (typeof value === 'string') return isSecretName(name) && value !== '' ? REDACTED : this.text(value);
    if (Array.isArray(value)) return value.map((each) => this.json(each, name));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value).map(([key, each]) => [this.text(key), this.json(each, key)]),
      );
    }
    return typeof value === 'number' && isSecretName(name) ? REDACTED : value;
  }
}

/** What is a secret by its form or by the name before it, taken out of a text. */
export function redactText(text: string): string {
  let clean = text;
  for (const { pattern, replacement } of FORMS) clean = clean.replace(pattern, replacement);
  return redactNamed(clean);
}

/** The home folders of this person and this installation, with their real paths. */
export function ownPlaces(home: string, realHome: string): RedactionOptions['paths'] {
  return [
    { path: home, shown: '$PIER_HOME' },
    { path: realHome, shown: '$PIER_HOME' },
    { path: homedir(), shown: '~' },
  ];
}

export function ownNames(): Pick<RedactionOptions, 'user' | 'host'> {
  return { user: userInfo().username, host: hostname() };
}

/** As it is, in JSON, in a URL, in a header's base64 and in hexadecimal. */
export function waysToWrite(secret: string): string[] {
  const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    // Of a short one, other texts have as well.
    ...(base64.length >= 10 ? [base64, base64.replaceAll('+', '-').replaceAll('/', '_')] : []),
  ];
}

/** What is a secret by its form, whatever it is called. */
const FORMS: readonly { pattern: RegExp; replacement: string }[] = [
  {
    pattern: /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g,
    replacement: REDACTED,
  },
  // user:password@ of a URL; the user may be a token as well.
  { pattern: /\b([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#"'<>]*@/gi, replacement: `$1${REDACTED}@` },
  { pattern: /\b(Bearer|Basic|Digest|Negotiate)\s+[A-Za-z0-9+/=_~.:-]{6,}/gi, replacement: `$1 ${REDACTED}` },
  { pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?/g, replacement: REDACTED },
  {
    pattern:
      /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|dckr_[a-z]+_[\w-]{16,}|xox[abprs]-[\w-]{10,}|(?:AKIA|ASIA)[A-Z0-9]{16}|sk-[\w-]{16,}|npm_[A-Za-z0-9]{20,}|hf_[A-Za-z0-9]{20,}|AIza[\w-]{30,})/g,
    replacement: REDACTED,
  },
];

/**
 * What is a secret by the name before it: `password=x`, `"token": "x"`, `--api-key x`, `Cookie: x`; in JSON within JSON
 * as well, whose quotes are escaped. A name alone is left, so that one sees that there was something.
 */
function redactNamed(text: string): string {
  return (
    text
      // Schemes are many, and some have several parts: all to the line's or the text's end.
      .replace(
        /\b((?:proxy-)?authorization\\{0,8}["']?\s*[:=]\s*\\{0,8}["']?)[^"'\\\r\n]+/gi,
        `$1${REDACTED}`,
      )
      .replace(
        /(\\{0,8}["']?)(?<![A-Za-z0-9])([A-Za-z][\w.-]{1,80})\1(\s*[:=]\s*)("(?:[^"\\\n]|\\.)*"|'[^'\n]*'|\\{1,8}"[^"\n]*"?|[^\s,;&"'})\]]+)/g,
        (whole, quote: string, name: string, sign: string, value: string) => {
          if (!isSecretName(name) || value.includes(BEGUN) || /^(\\*["'])\1$/.test(value)) return whole;
          const mark = /^\\{0,8}["']/.exec(value)?.[0] ?? '';
          return `${quote}${name}${quote}${sign}${mark}${REDACTED}${mark}`;
        },
      )
      .replace(
        /(--?([A-Za-z][\w-]{1,60})\s+)("[^"\n]*"|'[^'\n]*'|[^\s-][^\s]*)/g,
        (whole, start: string, name: string) => (isSecretName(name) ? `${start}${REDACTED}` : whole),
      )
      .replace(/^(\s*(?:set-)?cookie\s*:\s*).+$/gim, `$1${REDACTED}`)
  );
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
}
