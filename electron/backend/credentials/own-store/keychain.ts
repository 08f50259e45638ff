import { AppError } from '../../../../shared/errors.ts';
import type { StoredSecret } from '../helper-program.ts';

/** What entries are called in the system's keychain. */
const SERVICE = 'Pier Desktop registry login';
/** A person may have to unlock it meanwhile, in milliseconds. */
const ANSWER_MS = 60_000;
/** Asked for to see whether there is a keychain; it is never written. */
const PROBE = 'pier:probe';

/**
 * Never the kernel's keyring, which the library would take by itself where there is no Secret Service: it forgets
 * everything at the next start.
 */
const OPTIONS = { linux: { store: 'secret-service' } } as const;

type Library = typeof import('@napi-rs/keyring');

/**
 * The system's keychain: macOS Keychain, Windows Credential Manager, Secret Service. It is asked one thing at a time: a
 * call that waits for a person holds one of the few threads that files are read with, too.
 */
export class Keychain {
  readonly #load: () => Promise<Library>;
  readonly #answerMs: number;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = false;

  constructor(options: { load?: () => Promise<Library>; answerMs?: number } = {}) {
    this.#load = options.load ?? (() => import('@napi-rs/keyring'));
    this.#answerMs = options.answerMs ?? ANSWER_MS;
  }

  /** Whether there is one, though it may be locked or refuse. */
  async isThere(): Promise<boolean> {
    try {
      await this.get(PROBE);
      return true;
    } catch (thrown) {
      const message = (thrown as AppError).message;
      return !/DBus error|Cannot find (?:module|native binding)|not supported/i.test(message);
    }
  }

  /** undefined where it has none. @throws AppError `keychain_failed` */
  async get(server: string): Promise<StoredSecret | undefined> {
    const text = await this.#ask('read from', ({ AsyncEntry }) =>
      new AsyncEntry(SERVICE, server, OPTIONS).getPassword(),
    );
    return text === null ? undefined : parse(text);
  }

  /** @throws AppError `keychain_failed` */
  async set(server: string, login: StoredSecret): Promise<void> {
    await this.#ask('write to', ({ AsyncEntry }) =>
      new AsyncEntry(SERVICE, server, OPTIONS).setPassword(JSON.stringify(login)),
    );
  }

  /** One that is not there is deleted already. @throws AppError `keychain_failed` */
  async delete(server: string): Promise<void> {
    await this.#ask('delete from', ({ AsyncEntry }) =>
      new AsyncEntry(SERVICE, server, OPTIONS).deleteCredential(),
    );
  }

  /** User names by server. @throws AppError `keychain_failed` */
  async list(): Promise<Record<string, string>> {
    const found = await this.#ask('list', ({ findCredentialsAsync }) => findCredentialsAsync(SERVICE));
    const users = found.map(({ account, password }) => [account, parse(password)?.username]);
    return Object.fromEntries(users.filter(([, username]) => username !== undefined));
  }

  async #ask<T>(verb: string, work: (library: Library) => Promise<T>): Promise<T> {
    if (this.#waiting) {
      throw failed(verb, 'it still waits for its own question to be answered');
    }
    const asked = this.#last.then(async () => work(await this.#load()));
    this.#last = asked.catch(() => {});
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        this.#waiting = true;
        void this.#last.then(() => {
          this.#waiting = false;
        });
        reject(new Error(`no answer within ${this.#answerMs / 1000} s`));
      }, this.#answerMs);
    });
    try {
      return await Promise.race([asked, late]);
    } catch (error) {
      throw failed(verb, (error as Error).message);
    } finally {
      clearTimeout(timer);
    }
  }
}

/** undefined for what somebody else wrote there. */
function parse(text: string): StoredSecret | undefined {
  try {
    const { username, secret } = JSON.parse(text);
    return typeof username === 'string' && typeof secret === 'string' ? { username, secret } : undefined;
  } catch {
    return undefined;
  }
}

function failed(verb: string, cause: string): AppError {
  return new AppError(
    'keychain_failed',
    `Cannot ${verb} the system's keychain: ${cause}.`,
    'Unlock the keychain of this computer, and let Pier use it.',
  );
}
