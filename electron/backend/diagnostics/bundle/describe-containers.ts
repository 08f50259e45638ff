import { eachBounded } from '../../engine/each-bounded.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';

/** How many are described, the newest: more helps nobody. Environments are read of all. */
const DESCRIBED = 200;
/** How many the engine is asked about at once. */
const AT_ONCE = 8;
const ANSWER_MS = 5000;
/** Thousands take some seconds; an engine that is slower than that keeps nobody from a bundle. */
const ALL_MS = 60_000;

interface ApiContainer {
  Id: string;
  Name: string;
  Created: string;
  RestartCount: number;
  State: Record<string, unknown>;
  Config: { Image: string; Env?: string[] | null; Cmd?: string[] | null; Entrypoint?: string[] | null };
  HostConfig: {
    NetworkMode?: string;
    RestartPolicy?: unknown;
    Privileged?: boolean;
    Memory?: number;
    NanoCpus?: number;
    PortBindings?: unknown;
  };
  Mounts?: { Type: string; Source: string; Destination: string; RW: boolean }[];
}

export interface DescribedContainers {
  containers: unknown[];
  /** How many more there are. */
  others: number;
  /** Of how many the environment is not known: what is secret in it may stand in a log. */
  environmentsNotRead: number;
  /** "NAME=value" of all of them: what must not be told anywhere. */
  environment: string[];
}

/** The containers without what is in them: of environments the names alone, of commands only how long they are. */
export async function describeContainers(client: EngineClient): Promise<DescribedContainers> {
  const all = await client.json<{ Id: string }[]>({
    path: '/containers/json',
    query: { all: true },
    timeoutMs: ANSWER_MS,
  });
  const described = new Map<string, unknown>();
  const environment = new Set<string>();
  const newest = new Set(all.slice(0, DESCRIBED).map(({ Id: id }) => id));
  let environmentsNotRead = 0;
  const signal = AbortSignal.timeout(ALL_MS);
  await eachBounded(all, AT_ONCE, async ({ Id: id }) => {
    try {
      const container = await client.json<ApiContainer>({
        path: `/containers/${id}/json`,
        timeoutMs: ANSWER_MS,
        signal,
      });
      for (const variable of container.Config.Env ?? []) environment.add(variable);
      if (newest.has(id)) described.set(id, toDescription(container));
    } catch (error) {
      // One that was removed meanwhile is none to tell of.
      if (!(error instanceof EngineHttpError && error.status === 404)) environmentsNotRead += 1;
    }
  });
  return {
    containers: [...newest].flatMap((id) => described.get(id) ?? []),
    others: all.length - newest.size,
    environmentsNotRead,
    environment: [...environment],
  };
}

function toDescription({ Config: config, HostConfig: host, ...container }: ApiContainer) {
  const { Error: error, Health: _, ...state } = container.State;
  return {
    id: container.Id.slice(0, 12),
    name: container.Name,
    image: config.Image,
    createdAt: container.Created,
    state,
    error,
    restartCount: container.RestartCount,
    restartPolicy: host.RestartPolicy,
    network: host.NetworkMode,
    privileged: host.Privileged,
    memoryBytes: host.Memory,
    nanoCpus: host.NanoCpus,
    ports: host.PortBindings,
    mounts: container.Mounts?.map(({ Type: type, Source: source, Destination: path, RW: writable }) => ({
      type,
      source,
      path,
      writable,
    })),
    environmentNames: (config.Env ?? []).map((variable) => variable.split('=')[0]),
    commandWords: [...(config.Entrypoint ?? []), ...(config.Cmd ?? [])].length,
  };
}
