import type { EngineClient } from '../../engine/engine-client.ts';

const LIMIT = 200;
const ANSWER_MS = 5000;

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
  /** "NAME=value" of all of them: what must not be told anywhere. */
  environment: string[];
}

/** The containers without what is in them: of environments the names alone, of commands only how long they are. */
export async function describeContainers(client: EngineClient): Promise<DescribedContainers> {
  const all = await client.json<{ Id: string }[]>({
    path: '/containers/json',
    query: { all: true, limit: LIMIT },
    timeoutMs: ANSWER_MS,
  });
  const found = await Promise.all(
    all.map(({ Id: id }) =>
      client
        .json<ApiContainer>({ path: `/containers/${id}/json`, timeoutMs: ANSWER_MS })
        // Removed meanwhile.
        .catch(() => undefined),
    ),
  );
  const containers = found.filter((each) => each !== undefined);
  return {
    containers: containers.map(describe),
    environment: containers.flatMap(({ Config: config }) => config.Env ?? []),
  };
}

function describe({ Config: config, HostConfig: host, ...container }: ApiContainer) {
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
