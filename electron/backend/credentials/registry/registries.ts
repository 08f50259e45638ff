import { X509Certificate } from 'node:crypto';
import { dirname, join } from 'node:path';
import type { SignedInRegistry } from '../../../../shared/contract/registries.ts';
import { AppError, type ErrorData, toAppError } from '../../../../shared/errors.ts';
import { parseRegistryHost } from '../../../../shared/model/engine-registries.ts';
import {
  DOCKER_HUB,
  isDockerHub,
  serverTitle,
  toHostname,
} from '../../../../shared/model/registry-server.ts';
import type { HostProxies } from '../../network/host-proxies.ts';
import type { SettingsBook } from '../../settings/settings-book.ts';
import { registriesOf } from '../../vm/guest-registries.ts';
import { type CredentialBroker, OWN_STORE } from '../credential-broker.ts';
import { dockerConfigPath, readDockerConfig } from '../docker-config.ts';
import { HelperProgram } from '../helper-program.ts';
import type { OwnCredentials } from '../own-store/own-credentials.ts';
import { isAnonymous, TOKEN_USER } from '../registry-auth.ts';
import { checkServer } from '../server-address.ts';
import { RegistryClient } from './registry-client.ts';
import type { RegistryAccess } from './registry-trust.ts';

/** Where engines look for certificates besides the person's own folder. */
const SYSTEM_CERTS = '/etc/docker/certs.d';

export interface RegistriesOptions {
  env: NodeJS.ProcessEnv;
  own: OwnCredentials;
  broker: CredentialBroker;
  /** What is set of whom to trust. */
  settings: Pick<SettingsBook, 'current'>;
  /** As they are now. */
  proxies: () => HostProxies;
}

/** The registries that a person is signed in to, wherever the login is kept. */
export class Registries {
  readonly #env: NodeJS.ProcessEnv;
  readonly #own: OwnCredentials;
  readonly #broker: CredentialBroker;
  readonly #settings: RegistriesOptions['settings'];
  readonly #proxies: RegistriesOptions['proxies'];

  constructor(options: RegistriesOptions) {
    this.#settings = options.settings;
    this.#proxies = options.proxies;
    this.#env = options.env;
    this.#own = options.own;
    this.#broker = options.broker;
  }

  /** All of them; a store that cannot be asked is a problem, not the end. */
  async list(): Promise<{ registries: SignedInRegistry[]; problems: ErrorData[] }> {
    const found = new Map<string, SignedInRegistry>();
    const problems: ErrorData[] = [];
    const add = async (keptIn: string, list: () => Promise<Record<string, string>>) => {
      try {
        for (const [server, username] of Object.entries(await list()))
          found.set(server, entry(server, username, keptIn));
      } catch (thrown) {
        problems.push(toAppError(thrown).toData());
      }
    };
    await add(OWN_STORE, () => this.#own.list());
    const path = dockerConfigPath(this.#env);
    const config = await readDockerConfig(path).catch((thrown) => {
      problems.push(toAppError(thrown).toData());
      return undefined;
    });
    if (!config) return { registries: [...found.values()], problems };
    const { auths, credsStore, credHelpers } = config;
    await add('file', async () =>
      Object.fromEntries(
        Object.entries(auths)
          .filter(([, auth]) => !isAnonymous(auth))
          .map(([server, auth]) => [server, auth.username ?? TOKEN_USER]),
      ),
    );
    const helpers = new Set(
      [credsStore, ...Object.values(credHelpers)].filter((name) => name && name !== OWN_STORE),
    );
    for (const name of helpers) await add(name, () => new HelperProgram(name, this.#env).list());
    return { registries: [...found.values()].sort(byTitle), problems };
  }

  /** @throws AppError `sign_in_refused`, `registry_failed`, `credentials_locked`, `keychain_failed` and others */
  async signIn(login: { registry: string; username: string; password: string }): Promise<SignedInRegistry> {
    const server = serverOf(login.registry);
    const { username, password } = login;
    const keptIn = (await this.#broker.storeNameFor(server)) || OWN_STORE;
    if (keptIn === OWN_STORE) await this.#refuseBesideFile(server);
    await this.#client(server, { username, password, serveraddress: server }).check();
    const stored = { username, secret: password };
    if (keptIn === OWN_STORE) await this.#own.store(server, stored);
    else await new HelperProgram(keptIn, this.#env).store(server, stored);
    return entry(server, username, keptIn);
  }

  /** @throws AppError `file_refused` for what is in Docker's file; what the store refuses */
  async signOut({ server, keptIn }: { server: string; keptIn: string }): Promise<void> {
    if (keptIn === 'file') {
      throw new AppError(
        'file_refused',
        `Sign out of '${serverTitle(server)}': its login is in '${dockerConfigPath(this.#env)}', which is Docker's.`,
        `Run: docker logout ${server === DOCKER_HUB ? '' : server}`.trim(),
      );
    }
    if (keptIn === OWN_STORE) await this.#own.erase(server);
    else await new HelperProgram(keptIn, this.#env).erase(server);
  }

  /** What is set of certificates, for people. */
  certificates(): { host: string; subject: string; validTo: number }[] {
    return Object.entries(this.#settings.current.registryCertificates).flatMap(([host, text]) =>
      text.split(/(?<=-----END CERTIFICATE-----)\s+/).flatMap((pem) => {
        if (pem.trim() === '') return [];
        const { subject, validTo } = new X509Certificate(pem);
        return [{ host, subject: subject.replaceAll('\n', ', '), validTo: Date.parse(validTo) }];
      }),
    );
  }

  async repositories(server: string, after?: string): Promise<{ names: string[]; more: boolean }> {
    return (await this.#signedIn(server)).repositories(after);
  }

  async tags(server: string, repository: string): Promise<string[]> {
    return (await this.#signedIn(server)).tags(repository);
  }

  async #signedIn(server: string): Promise<RegistryClient> {
    checkServer(server);
    const { auth, problem } = await this.#broker.forServer(server);
    if (problem) throw problem;
    return this.#client(server, auth);
  }

  /** How registries, and other servers, are reached from here, as it is now. */
  get access(): RegistryAccess {
    const { current } = this.#settings;
    return {
      ...registriesOf(current),
      proxies: this.#proxies(),
      certsFolders: [join(dirname(dockerConfigPath(this.#env)), 'certs.d'), SYSTEM_CERTS],
    };
  }

  #client(server: string, auth: ConstructorParameters<typeof RegistryClient>[0]['auth']): RegistryClient {
    return new RegistryClient({ server, auth, access: this.access });
  }

  /** What the docker command would go on to take must not be another one than what is shown here. */
  async #refuseBesideFile(server: string): Promise<void> {
    const path = dockerConfigPath(this.#env);
    const auth = (await readDockerConfig(path)).auths[server];
    if (!auth || isAnonymous(auth)) return;
    throw new AppError(
      'file_refused',
      `Sign in to '${serverTitle(server)}': '${path}' has a login for it in plain text, which comes first.`,
      `Remove that first: docker logout ${server === DOCKER_HUB ? '' : server}`.trim(),
    );
  }
}

/** @throws AppError `bad_input` */
function serverOf(registry: string): string {
  checkServer(registry);
  const host = toHostname(registry.replace(/^HTTPS?:\/\//i, (scheme) => scheme.toLowerCase()));
  if (isDockerHub(host)) return DOCKER_HUB;
  const parsed = parseRegistryHost(host);
  if (parsed !== undefined) return parsed;
  throw new AppError(
    'bad_input',
    // A password may stand in it.
    `Use '${registry.replace(/^.*@/s, '***@')}': this is no address.`,
    'Write it like registry.example:5000.',
  );
}

function entry(server: string, username: string, keptIn: string): SignedInRegistry {
  return { server, title: serverTitle(server), username, keptIn };
}

function byTitle(a: SignedInRegistry, b: SignedInRegistry): number {
  return a.title < b.title ? -1 : 1;
}
