import { type AppError, toAppError } from '../../../shared/errors.ts';
import { toHostname } from '../../../shared/model/registry-server.ts';
import { REDACTED, waysToWrite } from '../diagnostics/bundle/redact.ts';
import type { Logger } from '../log/logger.ts';
import { type DockerConfig, dockerConfigPath, parseDockerConfig, readDockerConfig } from './docker-config.ts';
import { findHelper } from './helper-path.ts';
import { HelperProgram, type StoredSecret } from './helper-program.ts';
import { authOfSecret, isAnonymous, type RegistryAuth, secretsOf } from './registry-auth.ts';
import { registryOfImage, serverKey } from './server-address.ts';

/** What the docker command takes where nothing is configured, the first that is installed. */
const DEFAULT_STORES: Partial<Record<NodeJS.Platform, readonly string[]>> = {
  linux: ['pass', 'secretservice'],
  darwin: ['osxkeychain'],
  win32: ['wincred'],
};

/** The name of Pier's own store among the helpers. */
export const OWN_STORE = 'pier';

/** A store of logins. */
export interface CredentialStore {
  get(server: string): Promise<StoredSecret | undefined>;
  list(): Promise<Record<string, string>>;
}

/** A login, and why there may be none. */
export interface Answer {
  auth: RegistryAuth;
  problem?: AppError;
}

/**
 * Which login a registry gets: the one that the docker command would take, from DOCKER_AUTH_CONFIG, the store that
 * config.json names for the server, the store of all, or the file itself; and where that has none, what was signed in
 * to here. A store that fails costs no pull of what everybody may have: the problem is told where the registry refuses.
 * @see https://github.com/docker/cli cli/config/configfile/file.go
 */
export class CredentialBroker {
  readonly #env: NodeJS.ProcessEnv;
  readonly #own: CredentialStore;
  readonly #log: Logger;
  readonly #handedOut = new Set<string>();

  constructor(options: { env: NodeJS.ProcessEnv; own: CredentialStore; log: Logger }) {
    this.#env = options.env;
    this.#own = options.own;
    this.#log = options.log;
  }

  /** For X-Registry-Auth. Never rejects. */
  async forImage(image: string): Promise<Answer> {
    return this.forServer(serverKey(registryOfImage(image)));
  }

  /** @param server as stores have it: serverKey() */
  async forServer(server: string): Promise<Answer> {
    let problem: AppError | undefined;
    const ask = async (get: () => Promise<RegistryAuth | undefined>): Promise<RegistryAuth | undefined> => {
      try {
        const auth = await get();
        return auth && !isAnonymous(auth) ? auth : undefined;
      } catch (thrown) {
        problem ??= this.#tell(thrown);
        return undefined;
      }
    };
    const auth =
      (await ask(async () => fromEnvironment(this.#env)[server])) ??
      (await ask(async () => this.#configured(await this.#config(), server))) ??
      (await ask(async () => ofStore(this.#own, server)));
    if (auth) return { auth: this.#handOut(auth) };
    return { auth: {}, ...(problem && { problem }) };
  }

  /** For X-Registry-Config: all that there are, by server. Never rejects: what cannot be had is left out. */
  async all(): Promise<Record<string, RegistryAuth>> {
    const all: Record<string, RegistryAuth> = {};
    const add = async (from: () => Promise<Record<string, RegistryAuth>>) => {
      try {
        for (const [server, auth] of Object.entries(await from())) {
          if (!isAnonymous(auth)) all[server] = this.#handOut(auth);
        }
      } catch (thrown) {
        this.#tell(thrown);
      }
    };
    await add(() => everythingOf(this.#own));
    await add(async () => {
      const { auths, credsStore } = await this.#config();
      return credsStore === '' ? auths : everythingOf(this.#store(credsStore));
    });
    const { credHelpers } = await this.#config().catch(() => parseDockerConfig('{}'));
    for (const server of Object.keys(credHelpers)) {
      await add(async () => {
        const auth = await this.#configured(await this.#config(), server);
        return auth ? { [server]: auth } : {};
      });
    }
    await add(async () => fromEnvironment(this.#env));
    return all;
  }

  /**
   * For programs that read Docker's configuration themselves: the logins that they would not find by it, since Pier alone
   * keeps them, and the store of all others. Never rejects: what cannot be had is left out.
   */
  async beyondConfig(): Promise<{ logins: Record<string, RegistryAuth>; credsStore: string }> {
    const config = await this.#config().catch((thrown) => {
      this.#tell(thrown);
      return parseDockerConfig('{}');
    });
    const own = await everythingOf(this.#own).catch((thrown): Record<string, RegistryAuth> => {
      this.#tell(thrown);
      return {};
    });
    const logins: Record<string, RegistryAuth> = {};
    for (const [server, auth] of Object.entries(own)) {
      const found =
        storeName(config, server) === OWN_STORE
          ? undefined
          : await this.#configured(config, server).catch(() => undefined);
      if (!found || isAnonymous(found)) logins[server] = this.#handOut(auth);
    }
    const { credsStore } = config;
    return { logins, credsStore: credsStore === OWN_STORE ? '' : credsStore };
  }

  /** A registry may repeat what it was given. */
  scrub(text: string): string {
    let clean = text;
    for (const secret of this.#handedOut) {
      for (const written of waysToWrite(secret)) clean = clean.replaceAll(written, REDACTED);
    }
    return clean;
  }

  /** What must stand in no diagnostics: what was given out since the start, and what Docker's file has in plain text. */
  async knownSecrets(): Promise<string[]> {
    const { auths } = await this.#config().catch(() => parseDockerConfig('{}'));
    const inFiles = Object.values({ ...auths, ...fromEnvironment(this.#env) });
    return [...this.#handedOut, ...inFiles.flatMap(secretsOf)];
  }

  /** Which store the docker command takes for a server; empty for the file itself. @throws AppError `docker_config_invalid` */
  async storeNameFor(server: string): Promise<string> {
    return storeName(await this.#config(), server);
  }

  /** As the docker command reads it; where nothing is configured, with the store that it takes of itself. */
  async #config(): Promise<DockerConfig> {
    const config = await readDockerConfig(dockerConfigPath(this.#env));
    const { auths, credHelpers, credsStore } = config;
    if (credsStore !== '' || Object.keys(auths).length > 0 || Object.keys(credHelpers).length > 0)
      return config;
    const found = DEFAULT_STORES[process.platform]?.find((name) => findHelper(name, this.#env));
    return { ...config, credsStore: found ?? '' };
  }

  async #configured(config: DockerConfig, server: string): Promise<RegistryAuth | undefined> {
    const name = storeName(config, server);
    if (name !== '') return ofStore(this.#store(name), server);
    const { auths } = config;
    const legacy = Object.keys(auths).find((key) => toHostname(key) === server);
    return auths[server] ?? (legacy === undefined ? undefined : auths[legacy]);
  }

  /** Pier's own answers without a program: it is found whatever the PATH is. */
  #store(name: string): CredentialStore {
    return name === OWN_STORE ? this.#own : new HelperProgram(name, this.#env);
  }

  #handOut(auth: RegistryAuth): RegistryAuth {
    for (const secret of secretsOf(auth)) this.#handedOut.add(secret);
    return auth;
  }

  #tell(thrown: unknown): AppError {
    const error = toAppError(thrown);
    this.#log.warn('A login could not be had.', { code: error.code, message: error.message });
    return error;
  }
}

function storeName({ credHelpers, credsStore }: DockerConfig, server: string): string {
  return Object.hasOwn(credHelpers, server) ? (credHelpers[server] ?? '') : credsStore;
}

async function ofStore(store: CredentialStore, server: string): Promise<RegistryAuth | undefined> {
  const secret = await store.get(server);
  return secret && authOfSecret(server, secret);
}

async function everythingOf(store: CredentialStore): Promise<Record<string, RegistryAuth>> {
  const all: Record<string, RegistryAuth> = {};
  for (const server of Object.keys(await store.list())) {
    const auth = await ofStore(store, server);
    if (auth) all[server] = auth;
  }
  return all;
}

/** For what runs in a build system: a config.json that has logins alone. One that cannot be read is passed over. */
function fromEnvironment({ DOCKER_AUTH_CONFIG: text }: NodeJS.ProcessEnv): Record<string, RegistryAuth> {
  try {
    return text ? parseDockerConfig(text).auths : {};
  } catch {
    return {};
  }
}
