import { AppError } from '../../../../shared/errors.ts';
import { DOCKER_HUB, toHostname } from '../../../../shared/model/registry-server.ts';
import { isAnonymous, type RegistryAuth } from '../registry-auth.ts';
import { type Challenge, readChallenge } from './challenge.ts';
import { type Answer, fetchText, type Sending } from './fetch-text.ts';
import { isInsecure, type RegistryAccess } from './registry-trust.ts';

/** How many names are asked for at once. */
const PAGE = 200;
const CATALOGUE = '/v2/_catalog';
/** Where Docker Hub's API is. */
const HUB_HOST = 'registry-1.docker.io';

/**
 * A registry, asked over its API. Nothing is ever sent to where it was not meant for: a redirect is not followed, and a
 * token's server gets a password over TLS alone, except on this computer and where it is set so.
 * @see https://distribution.github.io/distribution/spec/api/
 */
export class RegistryClient {
  readonly #server: string;
  readonly #host: string;
  readonly #auth: RegistryAuth;
  readonly #access: RegistryAccess;
  /** The way that answered. */
  #base: { origin: string; trustsAny: boolean } | undefined;

  constructor(options: { server: string; auth: RegistryAuth; access: RegistryAccess }) {
    this.#server = options.server;
    this.#host = options.server === DOCKER_HUB ? HUB_HOST : toHostname(options.server);
    this.#auth = options.auth;
    this.#access = options.access;
  }

  /** Whether the login holds. @throws AppError `sign_in_refused`, `registry_failed` */
  async check(): Promise<void> {
    const { status, headers } = await this.#ask('/v2/');
    if (status === 200) return;
    const isRegistry = headers['docker-distribution-api-version'] !== undefined || status === 401;
    throw this.#failed(isRegistry ? `it answers with ${status}` : 'nothing there speaks as a registry');
  }

  /** @throws AppError `capability_missing` where it has no catalogue; `sign_in_refused`, `registry_failed` */
  async repositories(after?: string): Promise<{ names: string[]; more: boolean }> {
    const last = after === undefined ? '' : `&last=${encodeURIComponent(after)}`;
    const { status, text, headers } = await this.#ask(`${CATALOGUE}?n=${PAGE}${last}`);
    if (status !== 200) {
      throw new AppError(
        'capability_missing',
        `List what '${this.#host}' has: it gives no catalogue (${status}).`,
        'Open a repository by its name, or see the web pages of the registry.',
      );
    }
    return { names: this.#texts(text, 'repositories'), more: headers.link !== undefined };
  }

  /** @throws AppError `image_not_found`, `sign_in_refused`, `registry_failed` */
  async tags(repository: string): Promise<string[]> {
    const path = repository.split('/').map(encodeURIComponent).join('/');
    const { status, text } = await this.#ask(`/v2/${path}/tags/list`);
    if (status === 404) {
      const cause = `List the tags of '${repository}': '${this.#host}' has no such repository.`;
      throw new AppError('image_not_found', cause, 'Check the name.');
    }
    if (status !== 200) throw this.#failed(`it answers with ${status}`);
    return this.#texts(text, 'tags');
  }

  #texts(text: string, field: string): string[] {
    try {
      const value: unknown = JSON.parse(text)[field] ?? [];
      if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
    } catch {
      // Told below.
    }
    throw this.#failed('its answer cannot be understood');
  }

  /** With the login that it asks for. */
  async #ask(path: string): Promise<Answer> {
    const first = await this.#send(path, {});
    if (first.status !== 401) return first;
    const challenge = readChallenge(first.headers['www-authenticate']);
    if (!challenge) throw this.#failed('it asks for a kind of login that is not known');
    const withLogin = async () => {
      const authorization = challenge.scheme === 'basic' ? this.#basic() : await this.#bearer(challenge);
      if (!authorization) throw this.#refused();
      return this.#send(path, { headers: { authorization } });
    };
    let answer = await withLogin();
    if (isTokenInvalid(answer)) answer = await withLogin();
    if (isTokenInvalid(answer))
      throw this.#failed('it takes no token of its own server, as if all had expired');
    // A token that does not reach as far as the catalogue says nothing of who asks.
    const isCatalogue = challenge.scheme === 'bearer' && path.startsWith(CATALOGUE);
    if (!isCatalogue && (answer.status === 401 || answer.status === 403)) throw this.#refused();
    return answer;
  }

  /** @throws AppError `bad_input` for a user that this way of a login cannot name (RFC 7617, 2) */
  #basic(): string | undefined {
    const { username, password } = this.#auth;
    if (!username || password === undefined) return undefined;
    if ([...username].some((each) => each === ':' || each < ' ' || each === '\x7f')) {
      const cause = `Sign in to '${this.#host}': its user has a colon or a control character.`;
      throw new AppError('bad_input', cause, 'Check the name of the user.');
    }
    return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  }

  async #bearer({ realm, service, scope }: Challenge & { scheme: 'bearer' }): Promise<string> {
    let url: URL;
    try {
      url = new URL(realm);
    } catch {
      throw this.#failed('the address of its tokens cannot be understood');
    }
    const trustsAny = await isInsecure(url.host, this.#access.insecure);
    if (url.protocol !== 'https:' && !(url.protocol === 'http:' && trustsAny)) {
      throw this.#failed(`it gives tokens without TLS, at '${url.origin}'`);
    }
    const asked = { ...(service && { service }), ...(scope && { scope }) };
    const { identitytoken, username } = this.#auth;
    let sending: Sending = {};
    if (identitytoken) {
      const body = {
        grant_type: 'refresh_token',
        client_id: 'pier-desktop',
        refresh_token: identitytoken,
        ...asked,
      };
      sending = {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams(body).toString(),
      };
    } else {
      for (const [name, value] of Object.entries({ ...asked, ...(username && { account: username }) })) {
        url.searchParams.set(name, value);
      }
      const authorization = this.#basic();
      if (authorization) sending = { headers: { authorization } };
    }
    const { status, text } = await this.#fetch(url, sending, trustsAny);
    if ([400, 401, 403].includes(status)) throw this.#refused();
    try {
      const { token, access_token: accessToken } = JSON.parse(text);
      if (status === 200 && typeof (token ?? accessToken) === 'string')
        return `Bearer ${token ?? accessToken}`;
    } catch {
      // Told below.
    }
    throw this.#failed(`it gives no token (${status})`);
  }

  async #send(path: string, sending: Sending): Promise<Answer> {
    if (this.#base) return this.#fetch(new URL(path, this.#base.origin), sending, this.#base.trustsAny);
    const trustsAny = await isInsecure(this.#host, this.#access.insecure);
    const schemes = trustsAny ? ['https', 'http'] : ['https'];
    let failure: unknown;
    for (const scheme of schemes) {
      const way = { origin: `${scheme}://${this.#host}`, trustsAny };
      try {
        const answer = await this.#fetch(new URL(path, way.origin), sending, trustsAny);
        this.#base = way;
        return answer;
      } catch (error) {
        failure = error;
      }
    }
    throw failure;
  }

  #fetch(url: URL, sending: Sending, trustsAny: boolean): Promise<Answer> {
    return fetchText(url, sending, this.#access, trustsAny);
  }

  #refused(): AppError {
    return isAnonymous(this.#auth)
      ? new AppError('sign_in_refused', `Ask '${this.#host}': it wants a login.`, 'Sign in to it first.')
      : new AppError(
          'sign_in_refused',
          `Sign in to '${this.#host}': it refuses this user and password.`,
          'Check both. A registry with two factors wants an access token in place of the password.',
        );
  }

  #failed(cause: string): AppError {
    const name = this.#server === DOCKER_HUB ? 'Docker Hub' : this.#host;
    return new AppError(
      'registry_failed',
      `Ask '${name}': ${cause}.`,
      'Check that this is the address of a registry.',
    );
  }
}

/** It has expired, or the clocks of both differ: that says nothing of the login. */
function isTokenInvalid({ status, headers }: Answer): boolean {
  const challenge = status === 401 ? readChallenge(headers['www-authenticate']) : undefined;
  return challenge?.scheme === 'bearer' && challenge.error === 'invalid_token';
}
