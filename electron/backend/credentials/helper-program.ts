import { AppError } from '../../../shared/errors.ts';
import { captureProgram } from '../programs/run-program.ts';
import { findHelper, helperPath } from './helper-path.ts';

/** A person may have to unlock a keychain meanwhile, in milliseconds. */
const ANSWER_MS = 60_000;

/** What all helpers print where they have nothing, word for word: the docker command compares it. */
export const NOT_FOUND = 'credentials not found in native keychain';

/** A login as a helper keeps it. */
export interface StoredSecret {
  username: string;
  secret: string;
}

/**
 * A store of credentials that is a program of its own.
 * @see https://github.com/docker/docker-credential-helpers client/client.go
 */
export class HelperProgram {
  constructor(
    readonly name: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** undefined where it has none. @throws AppError `credential_helper_failed` */
  async get(server: string): Promise<StoredSecret | undefined> {
    const { code, said } = await this.#run('get', server);
    if (code !== 0) {
      if (said === NOT_FOUND) return undefined;
      throw this.#failed(`get the login of '${server}'`, said);
    }
    const { Username, Secret } = this.#parse('get', said);
    if (typeof Username !== 'string' || typeof Secret !== 'string') throw this.#senseless('get');
    return { username: Username, secret: Secret };
  }

  /** User names by server. @throws AppError `credential_helper_failed` */
  async list(): Promise<Record<string, string>> {
    const { code, said } = await this.#run('list', 'unused');
    if (code !== 0) throw this.#failed('list its logins', said);
    const users = Object.entries(this.#parse('list', said));
    return Object.fromEntries(users.filter((each): each is [string, string] => typeof each[1] === 'string'));
  }

  /** @throws AppError `credential_helper_failed` */
  async store(server: string, { username, secret }: StoredSecret): Promise<void> {
    const login = JSON.stringify({ ServerURL: server, Username: username, Secret: secret });
    const { code, said } = await this.#run('store', `${login}\n`);
    if (code !== 0) throw this.#failed(`store the login of '${server}'`, said.replaceAll(secret, '…'));
  }

  /** @throws AppError `credential_helper_failed` */
  async erase(server: string): Promise<void> {
    const { code, said } = await this.#run('erase', server);
    if (code !== 0 && said !== NOT_FOUND) throw this.#failed(`erase the login of '${server}'`, said);
  }

  async #run(action: string, input: string): Promise<{ code: number | null; said: string }> {
    const path = /^[\w.-]+$/.test(this.name) ? findHelper(this.name, this.env) : undefined;
    if (!path) {
      throw new AppError(
        'credential_helper_failed',
        `Run 'docker-credential-${this.name}': there is no such program.`,
        `Install it, or take '${this.name}' out of credsStore and credHelpers in Docker's config.json.`,
      );
    }
    const env = { ...this.env, PATH: helperPath(this.env) };
    const signal = AbortSignal.timeout(ANSWER_MS);
    try {
      const { code, stdout } = await captureProgram(path, [action], { cwd: '/', env, input, signal });
      return { code, said: stdout.trim() };
    } catch (error) {
      const cause = signal.aborted ? 'it does not answer' : (error as Error).message;
      throw this.#failed(action, cause);
    }
  }

  #parse(action: string, said: string): Record<string, unknown> {
    try {
      const value: unknown = JSON.parse(said);
      if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
    } catch {
      // Not told with its words: they may be the secret.
    }
    throw this.#senseless(action);
  }

  #senseless(action: string): AppError {
    return this.#failed(action, 'its answer cannot be understood');
  }

  #failed(what: string, cause: string): AppError {
    const first = cause.split('\n')[0]?.slice(0, 300);
    return new AppError(
      'credential_helper_failed',
      `Ask 'docker-credential-${this.name}' to ${what}: ${first || 'it failed without a word'}.`,
      'Unlock the keychain it works with, or log in again with docker login.',
    );
  }
}
