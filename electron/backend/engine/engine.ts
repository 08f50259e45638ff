import { AppError } from '../../../shared/errors.ts';
import type { FindGuestPath } from '../guest-paths/mount-paths.ts';
import type { Logger } from '../log/logger.ts';
import { ContainerList } from './container-list.ts';
import { EngineClient } from './engine-client.ts';
import { type Attempt, toEngineError } from './engine-errors.ts';
import type { EngineSource } from './engine-source.ts';
import { type FollowOptions, followEngine } from './follow-engine.ts';
import { type HiddenObjects, hiddenObjects } from './hidden-objects.ts';
import { anonymousLogins, type RegistryLogins } from './images/registry-auth.ts';
import { LiveList, type LiveListOptions } from './live-list.ts';
import { sameEndpoint } from './same-endpoint.ts';

/** The engine as the backend sees it: one client for where it is now, and the list that follows it. */
export class Engine {
  readonly containers: ContainerList;
  /** What its lists leave out. */
  readonly hidden: HiddenObjects;
  /** Of registries, for what is pulled, pushed and built here. */
  readonly logins: RegistryLogins;
  readonly #source: EngineSource;
  readonly #log: Logger;
  readonly #guestPath: FindGuestPath | undefined;
  readonly #unsubscribe: () => void;
  readonly #ends: (() => void)[] = [];
  #client: EngineClient | undefined;

  /**
   * Variables for containers and builds that are made here, as the docker client adds them from its configuration:
   * proxies (https://docs.docker.com/engine/cli/proxy/). May hold passwords.
   */
  readonly networkVariables: () => Readonly<Record<string, string>>;

  constructor(options: {
    source: EngineSource;
    log: Logger;
    logins?: RegistryLogins;
    networkVariables?: () => Readonly<Record<string, string>>;
    /** See EngineClient. */
    guestPath?: FindGuestPath | undefined;
    hidden?: HiddenObjects;
  }) {
    this.hidden = options.hidden ?? hiddenObjects();
    this.networkVariables = options.networkVariables ?? (() => ({}));
    this.#source = options.source;
    this.#log = options.log;
    this.logins = options.logins ?? anonymousLogins;
    this.#guestPath = options.guestPath;
    this.#unsubscribe = options.source.onChange(() => this.#dropStaleClient());
    this.containers = new ContainerList({
      source: options.source,
      client: () => this.#currentClient(),
      hidden: this.hidden,
      log: options.log,
    });
  }

  /**
   * Runs a piece of work against the engine. @throws AppError for everything that goes wrong in it; `engine_unreachable`
   * at once where no engine answers.
   */
  async use<T>(attempt: Attempt, work: (client: EngineClient) => Promise<T>): Promise<T> {
    const client = this.require(attempt);
    try {
      return await work(client);
    } catch (error) {
      throw this.explain(error, attempt);
    }
  }

  /** Of the engine that answers now, for whoever follows it. */
  get client(): EngineClient | undefined {
    return this.#currentClient();
  }

  /** Requests of this backend that have no answer yet. */
  get waiting(): number {
    return this.#client?.waiting ?? 0;
  }

  /** @throws AppError `engine_unreachable` where no engine answers now. */
  require(attempt: Attempt): EngineClient {
    const client = this.#currentClient();
    if (client) return client;
    const what = `Cannot ${attempt.verb} '${attempt.operand}'`;
    throw this.#source.expected()
      ? new AppError(
          'engine_unreachable',
          `${what}: the engine is still starting.`,
          'Wait until it runs, then try again.',
        )
      : new AppError('engine_unreachable', `${what}: the engine is stopped.`, 'Start it: pier start.');
  }

  /** Logs and maps what an engine call threw. */
  explain(thrown: unknown, attempt: Attempt): AppError {
    const error = toEngineError(thrown, attempt);
    if (error.code !== 'cancelled')
      this.#log.info('The engine refused.', { code: error.code, message: error.message });
    return error;
  }

  /** A list that follows this engine. Made once for an area: its watchers share a connection. */
  liveList<T>(options: Omit<LiveListOptions<T>, 'source' | 'client' | 'log' | 'onStale'>): LiveList<T> {
    const list = new LiveList<T>({
      ...options,
      onStale: (listener) => this.hidden.onChange(listener),
      source: this.#source,
      client: () => this.#currentClient(),
      log: this.#log,
    });
    this.onDispose(() => list.dispose());
    return list;
  }

  /** Connects to this engine again and again until the signal is aborted. Never rejects. */
  follow(options: Omit<FollowOptions, 'source' | 'client' | 'log'>): Promise<void> {
    return followEngine({
      ...options,
      source: this.#source,
      client: () => this.#currentClient(),
      log: this.#log,
    });
  }

  /** What an area holds open ends with the engine: `end` is called once. */
  onDispose(end: () => void): void {
    this.#ends.push(end);
  }

  /** A container as a person knows it. */
  nameOf(id: string): string {
    return this.containers.nameOf(id) ?? (/^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id);
  }

  dispose(): void {
    this.#unsubscribe();
    this.containers.end();
    for (const end of this.#ends.splice(0)) end();
    this.#client?.dispose();
    this.#client = undefined;
  }

  #currentClient(): EngineClient | undefined {
    this.#dropStaleClient();
    const endpoint = this.#source.current();
    if (endpoint && !this.#client) {
      this.#client = new EngineClient(endpoint, () => this.#source.ready?.(), this.#guestPath);
    }
    return this.#client;
  }

  #dropStaleClient(): void {
    if (!this.#client || sameEndpoint(this.#client.endpoint, this.#source.current())) return;
    this.#client.dispose();
    this.#client = undefined;
  }
}
