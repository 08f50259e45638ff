import { readFile } from 'node:fs/promises';
import { isSecretName } from './secret-names.ts';

/** Variables whose values stand in every log and tell nothing. */
const PLAIN_NAMES = /^(?:PATH|HOME|PWD|USER|LOGNAME|SHELL|TERM|LANG|LC_\w+|TZ|HOSTNAME|SHLVL|OLDPWD)$/;
/** Numbers, versions, paths, switches: no secret unless its name says so. */
const PLAIN_VALUES = /^(?:[\d.:_-]+|v?\d[\w.-]*|\/[\w./:-]*|true|false|yes|no|on|off|none)$/i;

/** The values of environment variables ("NAME=value") that may be secret: all but what is known to be harmless. */
export function secretsOfEnvironment(variables: Iterable<string>): string[] {
  const found: string[] = [];
  for (const variable of variables) {
    const equals = variable.indexOf('=');
    const name = variable.slice(0, equals);
    const value = variable.slice(equals + 1);
    if (equals < 1) continue;
    if (isSecret(name) || (!PLAIN_NAMES.test(name) && !PLAIN_VALUES.test(value))) found.push(value);
    found.push(...secretsOfUrl(value));
  }
  return found;
}

/** Of this process: secrets by name alone, since the rest is what logs are made of. */
export function secretsOfProcess(env: NodeJS.ProcessEnv): string[] {
  return Object.entries(env).flatMap(([name, value = '']) => [
    ...(isSecret(name) ? [value] : []),
    ...secretsOfUrl(value),
  ]);
}

/** PWD is a folder here, whatever it is elsewhere. */
function isSecret(name: string): boolean {
  return isSecretName(name) && !PLAIN_NAMES.test(name);
}

/** At any depth: what has the name of a secret, and what a URL carries. */
export function secretsOfJson(value: unknown, name = ''): string[] {
  if (typeof value === 'string') return [...(isSecretName(name) ? [value] : []), ...secretsOfUrl(value)];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    secretsOfJson(each, Array.isArray(value) ? name : key),
  );
}

/** The token that signs a browser in. */
export async function secretsOfHeadless(path: string): Promise<string[]> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return [...text.matchAll(/token=([\w-]+)/g)].flatMap(([, token]) => token ?? []);
}

/** User and password of a URL, as they are written and as they are meant. */
function secretsOfUrl(value: string): string[] {
  const [, user = '', password = ''] =
    /^[a-z][a-z0-9+.-]*:\/\/([^\s/?#:@]*)(?::([^\s/?#]*))?@/i.exec(value) ?? [];
  const written = password === '' ? [user] : [password];
  return written.filter(Boolean).flatMap((each) => [each, decoded(each)]);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
