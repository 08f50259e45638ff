import { createCipheriv, createDecipheriv, randomBytes, scrypt } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../../../shared/errors.ts';
import { toDiskError } from '../../../../vm/disk-error.ts';
import type { StoredSecret } from '../helper-program.ts';

/** 64 MiB and some 200 ms for each try of a passphrase. */
const COST = { N: 2 ** 16, r: 8, p: 1 };
const KEY_BYTES = 32;
const IV_BYTES = 12;
const TAG_BYTES = 16;
/** What the check is bound to; no server is called that. */
const CHECK = 'pier:check';

const content = z.object({
  version: z.literal(1),
  kdf: z.object({
    name: z.literal('scrypt'),
    N: z
      .number()
      .int()
      .min(2 ** 14)
      .max(2 ** 20),
    r: z.number().int().min(1).max(32),
    p: z.number().int().min(1).max(16),
    salt: z.string(),
  }),
  /** Opens with the right passphrase alone. */
  check: z.string(),
  /** By server: each bound to it, so that they cannot be exchanged. */
  logins: z.record(z.string(), z.string()),
});
type Content = z.infer<typeof content>;

export type FileState = 'absent' | 'locked' | 'unlocked' | 'damaged';

/**
 * Logins in a file, each encrypted (AES-256-GCM) with a key that is made of a passphrase (scrypt) and held in memory
 * until Pier ends. Which servers there are can be read, as in Docker's own file; who and with what cannot.
 */
export class EncryptedFile {
  readonly #path: string;
  readonly #cost: typeof COST;
  #key: Buffer | undefined;

  /** @param cost of a new file; tests take less */
  constructor(path: string, cost: typeof COST = COST) {
    this.#path = path;
    this.#cost = cost;
  }

  async state(): Promise<FileState> {
    try {
      if (!(await this.#read())) return 'absent';
    } catch {
      return 'damaged';
    }
    return this.#key ? 'unlocked' : 'locked';
  }

  /** Whose logins it has, without the passphrase. Of a damaged one none. */
  async servers(): Promise<string[]> {
    const content = await this.#read().catch(() => undefined);
    return Object.keys(content?.logins ?? {}).sort();
  }

  /** Removes it with all that is in it. Idempotent. @throws AppError `home_not_writable` */
  async remove(): Promise<void> {
    this.lock();
    try {
      await rm(this.#path, { force: true });
    } catch (error) {
      throw toDiskError(error, this.#path);
    }
  }

  /** The first passphrase makes the file. @throws AppError `credentials_locked` where it is the wrong one */
  async unlock(passphrase: string): Promise<void> {
    const old = await this.#read();
    const kdf = old?.kdf ?? {
      name: 'scrypt' as const,
      ...this.#cost,
      salt: randomBytes(16).toString('base64'),
    };
    const key = await keyOf(passphrase, kdf);
    if (old) {
      if (open(key, CHECK, old.check) === undefined) throw wrongPassphrase();
    } else {
      await this.#write({ version: 1, kdf, check: seal(key, CHECK, 'pier'), logins: {} });
    }
    this.#key = key;
  }

  lock(): void {
    this.#key?.fill(0);
    this.#key = undefined;
  }

  /** @throws AppError `credentials_locked` where it has one that cannot be read now */
  async get(server: string): Promise<StoredSecret | undefined> {
    const logins = (await this.#read())?.logins ?? {};
    return Object.hasOwn(logins, server) ? this.#open(server, logins[server] ?? '') : undefined;
  }

  /** @throws AppError `credentials_locked` */
  async set(server: string, login: StoredSecret): Promise<void> {
    const old = await this.#read();
    if (!this.#key || !old) throw locked(!old);
    const logins = { ...old.logins, [server]: seal(this.#key, server, JSON.stringify(login)) };
    await this.#write({ ...old, logins });
  }

  /** Needs no passphrase: nothing is told by it. */
  async delete(server: string): Promise<void> {
    const old = await this.#read();
    if (!old || !Object.hasOwn(old.logins, server)) return;
    const { [server]: _, ...logins } = old.logins;
    await this.#write({ ...old, logins });
  }

  /** @throws AppError `credentials_locked` where it has any and is locked */
  async list(): Promise<Record<string, string>> {
    const boxes = Object.entries((await this.#read())?.logins ?? {});
    return Object.fromEntries(boxes.map(([server, box]) => [server, this.#open(server, box).username]));
  }

  #open(server: string, box: string): StoredSecret {
    if (!this.#key) throw locked(false);
    const text = open(this.#key, server, box);
    if (text === undefined) throw damaged(this.#path);
    return JSON.parse(text) as StoredSecret;
  }

  async #read(): Promise<Content | undefined> {
    let text: string;
    try {
      text = await readFile(this.#path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw damaged(this.#path);
    }
    try {
      return content.parse(JSON.parse(text));
    } catch {
      throw damaged(this.#path);
    }
  }

  async #write(value: Content): Promise<void> {
    try {
      await writeFileAtomic(this.#path, `${JSON.stringify(value, null, 2)}\n`, { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#path);
    }
  }
}

function keyOf(passphrase: string, { salt, N, r, p }: Content['kdf']): Promise<Buffer> {
  const derive = promisify<string, Buffer, number, object, Buffer>(scrypt);
  // One character has several spellings, and keyboards differ in which they give.
  return derive(passphrase.normalize('NFKC'), Buffer.from(salt, 'base64'), KEY_BYTES, {
    N,
    r,
    p,
    maxmem: 256 * N * r,
  });
}

function seal(key: Buffer, server: string, text: string): string {
  const iv = randomBytes(IV_BYTES);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(server));
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64');
}

/** undefined where the key is another one, or the box was changed. */
function open(key: Buffer, server: string, box: string): string | undefined {
  const bytes = Buffer.from(box, 'base64');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, IV_BYTES), {
      authTagLength: TAG_BYTES,
    })
      .setAAD(Buffer.from(server))
      .setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES));
    const text = decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES));
    return Buffer.concat([text, decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

function locked(isNew: boolean): AppError {
  return isNew
    ? new AppError(
        'credentials_locked',
        'Keep a login: this computer has no keychain, and no passphrase is set.',
        'Set a passphrase in the dashboard, under Registries.',
      )
    : new AppError(
        'credentials_locked',
        "Read a login: Pier's logins are locked.",
        'Unlock them in the dashboard, under Registries.',
      );
}

function wrongPassphrase(): AppError {
  return new AppError(
    'credentials_locked',
    "Unlock Pier's logins: this is not the passphrase.",
    'Try again. Where it is lost, remove these logins under Registries and sign in anew.',
  );
}

function damaged(path: string): AppError {
  return new AppError(
    'keychain_failed',
    `Read '${path}': it is damaged.`,
    'Remove these logins under Registries, and sign in to your registries again.',
  );
}
