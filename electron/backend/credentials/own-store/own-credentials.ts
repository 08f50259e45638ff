import type { CredentialStore } from '../credential-broker.ts';
import type { StoredSecret } from '../helper-program.ts';
import { EncryptedFile, type FileState } from './encrypted-file.ts';
import { Keychain } from './keychain.ts';

/** How long it is believed that there is no keychain, in milliseconds: one may be started later. */
const ABSENT_MS = 30_000;

export type StoreState =
  | { kind: 'keychain' }
  /** `servers`: whose logins are in it, which can be read without the passphrase. */
  | { kind: 'file'; state: FileState; servers: string[] };

/**
 * Pier's own logins: in the system's keychain, and where there is none in an encrypted file; never in plain text. A
 * keychain that is there and refuses is told, not gone around. One thing is done at a time, so that of many programs
 * that store and erase at once each has its turn.
 */
export class OwnCredentials implements CredentialStore {
  readonly #keychain: Keychain;
  readonly #file: EncryptedFile;
  #found: { isThere: boolean; until: number } | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: { path: string; keychain?: Keychain; file?: EncryptedFile }) {
    this.#keychain = options.keychain ?? new Keychain();
    this.#file = options.file ?? new EncryptedFile(options.path);
  }

  state(): Promise<StoreState> {
    return this.#inTurn(async () =>
      (await this.#hasKeychain())
        ? { kind: 'keychain' }
        : { kind: 'file', state: await this.#file.state(), servers: await this.#file.servers() },
    );
  }

  /** @throws AppError `credentials_locked` */
  unlock(passphrase: string): Promise<void> {
    return this.#inTurn(() => this.#file.unlock(passphrase));
  }

  /** undefined where there is none. @throws AppError `keychain_failed`, `credentials_locked` */
  get(server: string): Promise<StoredSecret | undefined> {
    return this.#inTurn(async () => {
      const found = (await this.#hasKeychain()) ? await this.#keychain.get(server) : undefined;
      // Of a time when there was no keychain.
      return found ?? (await this.#file.get(server));
    });
  }

  /** @throws AppError `keychain_failed`, `credentials_locked` */
  store(server: string, login: StoredSecret): Promise<void> {
    return this.#inTurn(async () => {
      if (!(await this.#hasKeychain())) return this.#file.set(server, login);
      await this.#keychain.set(server, login);
      await this.#file.delete(server);
    });
  }

  /** @throws AppError `keychain_failed` */
  erase(server: string): Promise<void> {
    return this.#inTurn(async () => {
      if (await this.#hasKeychain()) await this.#keychain.delete(server);
      await this.#file.delete(server);
    });
  }

  /** User names by server. @throws AppError `keychain_failed`, `credentials_locked` */
  list(): Promise<Record<string, string>> {
    return this.#inTurn(async () => ({
      ...(await this.#file.list()),
      ...((await this.#hasKeychain()) ? await this.#keychain.list() : {}),
    }));
  }

  /** Whose logins are kept, as far as that can be told now. Never rejects. */
  servers(): Promise<string[]> {
    return this.#inTurn(async () => {
      const inKeychain = (await this.#hasKeychain()) ? await this.#keychain.list().catch(() => ({})) : {};
      return [...new Set([...(await this.#file.servers()), ...Object.keys(inKeychain)])].sort();
    });
  }

  /** Removes the encrypted file, also where its passphrase is lost or it is damaged. @throws AppError home_not_writable */
  removeFile(): Promise<void> {
    return this.#inTurn(() => this.#file.remove());
  }

  /** Removes every login that is kept here. @throws AppError `keychain_failed`, having removed what can be */
  removeAll(): Promise<void> {
    return this.#inTurn(async () => {
      await this.#file.remove();
      if (!(await this.#hasKeychain())) return;
      for (const server of Object.keys(await this.#keychain.list())) await this.#keychain.delete(server);
    });
  }

  dispose(): void {
    this.#file.lock();
  }

  async #hasKeychain(): Promise<boolean> {
    if (!this.#found || this.#found.until < Date.now()) {
      const isThere = await this.#keychain.isThere();
      this.#found = { isThere, until: isThere ? Number.POSITIVE_INFINITY : Date.now() + ABSENT_MS };
    }
    return this.#found.isThere;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }
}
