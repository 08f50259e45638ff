import type { Logger } from '../../log/logger.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import type { EngineSource } from '../engine-source.ts';
import type { ShellCommand } from '../files/shell-files.ts';
import { HELPER_LABEL } from './helper-label.ts';
import { BUSYBOX_OF_HOST, findVolume, type StartedHelper, startHelper } from './start-helper.ts';

/** Clicking through folders does not make a helper each time; and a volume is soon free again. In milliseconds. */
const IDLE_MS = 15_000;

/** A container that has the volume mounted at VOLUME_ROOT. */
export interface VolumeLease {
  client: EngineClient;
  containerId: string;
  /** undefined where it could not be started: only the engine's archives are of use then. */
  shell: ShellCommand | undefined;
  /** Idempotent. */
  release(): void;
}

interface Helper {
  client: EngineClient;
  started: Promise<StartedHelper>;
  leases: number;
  idle: NodeJS.Timeout | undefined;
}

/**
 * Containers through which volumes are read and written: the engine has no other way to a volume's files. One a
 * volume, kept for a short while after its last use.
 */
export class VolumeHelpers {
  readonly #engine: Engine;
  readonly #source: EngineSource;
  readonly #log: Logger;
  /** Of the helpers' labels. */
  readonly owner: string;
  readonly #busyboxOfHost: string;
  readonly #helpers = new Map<string, Helper>();
  readonly #unsubscribe: () => void;
  #tidied: unknown;
  /** Helpers are made and their images removed one after the other: an image must not go before its container is there. */
  #turn: Promise<unknown> = Promise.resolve();

  /** `owner` names the installation. */
  constructor(options: {
    engine: Engine;
    source: EngineSource;
    log: Logger;
    owner: string;
    busyboxOfHost?: string | undefined;
  }) {
    this.#busyboxOfHost = options.busyboxOfHost ?? BUSYBOX_OF_HOST;
    this.#engine = options.engine;
    this.#source = options.source;
    this.#log = options.log;
    this.owner = options.owner;
    this.#unsubscribe = options.source.onChange(() => this.#tidyAfterCrash());
    this.#tidyAfterCrash();
  }

  /** @throws AppError `volume_not_found` and others. */
  async lease(volume: string): Promise<VolumeLease> {
    const attempt = { verb: 'open the volume', operand: volume };
    return this.#engine.use(attempt, async (client) => {
      await this.#dropStale(volume, client);
      const helper = this.#helperFor(volume, client);
      helper.leases += 1;
      clearTimeout(helper.idle);
      let isReleased = false;
      const release = () => {
        if (isReleased) return;
        isReleased = true;
        helper.leases -= 1;
        if (helper.leases === 0) helper.idle = setTimeout(() => void this.#end(volume, helper), IDLE_MS);
      };
      let isStarted = false;
      try {
        const { id, shell } = await helper.started;
        isStarted = true;
        // It may have been removed from outside: by a prune, or a restart of the engine.
        await client.json({ path: containerPath(id, '/json') });
        return { client, containerId: id, shell, release };
      } catch (error) {
        release();
        // A look that failed says nothing of the helper, and others may be at work with it.
        const isGone = error instanceof EngineHttpError && error.status === 404;
        if (!isStarted || isGone || helper.leases === 0) await this.#end(volume, helper);
        throw error;
      }
    });
  }

  /** Lets go of a volume that is about to be removed. */
  async close(volume: string): Promise<void> {
    const helper = this.#helpers.get(volume);
    if (helper) await this.#end(volume, helper);
  }

  async dispose(): Promise<void> {
    this.#unsubscribe();
    await Promise.all([...this.#helpers].map(([volume, helper]) => this.#end(volume, helper)));
  }

  /** One of a volume that was removed meanwhile, though there be another of its name. */
  async #dropStale(volume: string, client: EngineClient): Promise<void> {
    const helper = this.#helpers.get(volume);
    if (!helper) return;
    const started = await helper.started.catch(() => undefined);
    const now = await findVolume(client, volume).catch((error: unknown) => {
      if (error instanceof EngineHttpError && error.status === 404) return undefined;
      throw error;
    });
    if (!started || now?.CreatedAt !== started.createdAt) await this.#end(volume, helper);
  }

  #helperFor(volume: string, client: EngineClient): Helper {
    const known = this.#helpers.get(volume);
    if (known?.client === client) return known;
    const helper: Helper = {
      client,
      started: this.#inTurn(() =>
        startHelper({
          client,
          volume,
          owner: this.owner,
          log: this.#log,
          busyboxOfHost: this.#busyboxOfHost,
        }),
      ),
      leases: 0,
      idle: undefined,
    };
    helper.started.catch(() => {});
    this.#helpers.set(volume, helper);
    return helper;
  }

  /** Never rejects. */
  async #end(volume: string, helper: Helper): Promise<void> {
    clearTimeout(helper.idle);
    if (this.#helpers.get(volume) === helper) this.#helpers.delete(volume);
    try {
      const { id } = await helper.started;
      await removeHelper(helper.client, id);
      await this.#removeImages(helper.client);
    } catch (error) {
      this.#log.debug('A helper container was not removed.', { volume, error: String(error) });
    }
  }

  #removeImages(client: EngineClient): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#helpers.size === 0) await removeHelperImages(client, this.owner);
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(work);
    this.#turn = turn.catch(() => {});
    return turn;
  }

  /** What a backend of this installation left when it crashed. Once an engine. */
  #tidyAfterCrash(): void {
    const endpoint = this.#source.current();
    if (!endpoint || endpoint === this.#tidied) return;
    this.#tidied = endpoint;
    void this.#tidy().catch((error: unknown) => {
      this.#log.debug('Left helper containers were not removed.', { error: String(error) });
    });
  }

  async #tidy(): Promise<void> {
    const attempt = { verb: 'list', operand: 'helper containers' };
    await this.#engine.use(attempt, async (client) => {
      const filters = { label: [`${HELPER_LABEL}=${this.owner}`] };
      const left = await client.json<{ Id: string }[]>({
        path: '/containers/json',
        query: { all: true, filters },
      });
      const own = await Promise.allSettled([...this.#helpers.values()].map(({ started }) => started));
      const inUse = new Set(own.map((outcome) => (outcome.status === 'fulfilled' ? outcome.value.id : '')));
      for (const { Id: id } of left) if (!inUse.has(id)) await removeHelper(client, id);
      await this.#removeImages(client);
      const { Volumes: volumes } = await client.json<{ Volumes: { Name: string }[] | null }>({
        path: '/volumes',
        query: { filters },
      });
      for (const { Name: name } of volumes ?? []) {
        await client.json({ method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}` });
      }
    });
  }
}

async function removeHelper(client: EngineClient, id: string): Promise<void> {
  await client.json({ method: 'DELETE', path: containerPath(id), query: { force: true } });
}

async function removeHelperImages(client: EngineClient, owner: string): Promise<void> {
  const filters = { label: [`${HELPER_LABEL}=${owner}`] };
  const images = await client.json<{ Id: string }[]>({
    path: '/images/json',
    query: { all: true, filters },
  });
  for (const { Id: id } of images) await client.json({ method: 'DELETE', path: `/images/${id}` });
}
