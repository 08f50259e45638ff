import { BackendRefusal } from './ask-backend.ts';

/** Word for word as upstream: the docker command compares them. */
const NOT_FOUND = 'credentials not found in native keychain';
const NO_SERVER = 'no credentials server URL';
const NO_USERNAME = 'no credentials username';

type Call = (method: string, input: object) => Promise<unknown>;

/**
 * What the helper prints, without its last line end.
 * @throws Error whose message is printed, with exit code 1
 * @see https://github.com/docker/docker-credential-helpers credentials/credentials.go
 */
export async function answerAction(action: string, input: string, call: Call): Promise<string> {
  switch (action) {
    case 'get': {
      const server = serverOf(input);
      const { username, secret } = (await call('credentials.get', { server }).catch(asNotFound)) as {
        username: string;
        secret: string;
      };
      return goJson({ ServerURL: server, Username: username, Secret: secret });
    }
    case 'store':
      await call('credentials.store', loginOf(input));
      return '';
    case 'erase':
      await call('credentials.erase', { server: serverOf(input) });
      return '';
    case 'list': {
      const users = Object.entries((await call('credentials.list', {})) as Record<string, string>);
      return goJson(Object.fromEntries(users.sort(([a], [b]) => (a < b ? -1 : 1))));
    }
    default:
      throw new Error(`docker-credential-pier: unknown action: ${action}`);
  }
}

function asNotFound(thrown: unknown): never {
  if (thrown instanceof BackendRefusal && thrown.code === 'credentials_not_found') throw new Error(NOT_FOUND);
  throw thrown;
}

/** Its lines are joined, as upstream's scanner does. */
function joined(input: string): string {
  return input.replaceAll(/\r?\n/g, '');
}

function serverOf(input: string): string {
  const server = joined(input).trim();
  if (server === '') throw new Error(NO_SERVER);
  return server;
}

function loginOf(input: string): { server: string; username: string; secret: string } {
  const login = parse(joined(input));
  const field = (name: string): string => {
    const [, value] = Object.entries(login).find(([key]) => key.toLowerCase() === name.toLowerCase()) ?? [];
    if (value === undefined || value === null) return '';
    if (typeof value === 'string') return value;
    const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
    throw new Error(`json: cannot unmarshal ${kind} into Go struct field Credentials.${name} of type string`);
  };
  const server = field('ServerURL');
  const username = field('Username');
  if (server === '') throw new Error(NO_SERVER);
  if (username === '') throw new Error(NO_USERNAME);
  return { server, username, secret: field('Secret') };
}

/** With the words of Go's parser, which never quote more than a character: the input is secret. */
function parse(text: string): Record<string, unknown> {
  if (text.trim() === '') throw new Error('EOF');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const first = text.trimStart()[0] ?? '';
    throw new Error(
      /[{["\d\-tfn]/.test(first)
        ? 'unexpected EOF'
        : `invalid character '${first}' looking for beginning of value`,
    );
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  if (value === null) return {};
  const kind = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
  throw new Error(`json: cannot unmarshal ${kind} into Go value of type credentials.Credentials`);
}

/** Go's encoder escapes what HTML would read. */
function goJson(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
