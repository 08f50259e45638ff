import type { CreateNetworkRequest, NetworkEndpoint } from '../../../../shared/contract/networks.ts';
import { containerPath } from '../container-actions.ts';
import { eachBounded } from '../each-bounded.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { type Attempt, EngineHttpError } from '../engine-errors.ts';
import type { ApiContainerNetworks } from './network-api.ts';
import { toNetworkError } from './network-errors.ts';
import { fetchNetworks } from './network-list.ts';
import { isPredefined } from './network-summary.ts';

const AT_ONCE = 6;

/** @throws AppError with a code for each field that the engine refuses. */
export async function createNetwork(
  engine: Engine,
  request: CreateNetworkRequest,
): Promise<{ id: string; warning?: string }> {
  const attempt = { verb: 'create the network', operand: request.name };
  const created = await ask(engine, attempt, (client) =>
    client.json<{ Id: string; Warning?: string }>({
      method: 'POST',
      path: '/networks/create',
      body: createNetworkBody(request),
    }),
  );
  return { id: created.Id, ...(created.Warning ? { warning: created.Warning } : {}) };
}

/** The body of POST /networks/create. */
export function createNetworkBody(request: CreateNetworkRequest): Record<string, unknown> {
  const toRecord = (pairs: { name: string; value: string }[]) =>
    Object.fromEntries(pairs.map(({ name, value }) => [name, value]));
  return {
    Name: request.name,
    // Engines before API 1.44 make a second network of a name without it.
    CheckDuplicate: true,
    Driver: request.driver,
    Internal: request.internal,
    Attachable: request.attachable,
    EnableIPv6: request.ipv6,
    ...(request.subnets.length > 0
      ? {
          IPAM: {
            Driver: 'default',
            Config: request.subnets.map(({ subnet, gateway, ipRange }) => ({
              Subnet: subnet,
              ...(gateway ? { Gateway: gateway } : {}),
              ...(ipRange ? { IPRange: ipRange } : {}),
            })),
          },
        }
      : {}),
    Options: toRecord(request.options),
    Labels: toRecord(request.labels),
  };
}

/** The drivers that a person can make a network with. "host" and "null" have one each, which is there. */
export async function networkDrivers(engine: Engine): Promise<string[]> {
  const info = await engine.use({ verb: 'list', operand: 'network drivers' }, (client) =>
    client.json<{ Plugins?: { Network?: string[] | null } }>({ path: '/info' }),
  );
  const drivers = (info.Plugins?.Network ?? []).filter((name) => name !== 'host' && name !== 'null');
  return drivers.length > 0 ? drivers : ['bridge'];
}

export async function inspectNetwork(engine: Engine, id: string): Promise<Record<string, unknown>> {
  return ask(engine, { verb: 'inspect the network', operand: shortId(id) }, (client) =>
    client.json<Record<string, unknown>>({ path: networkPath(id) }),
  );
}

/** One look into each container: the engine's lists say nothing of aliases. One that is gone meanwhile is left out. */
export async function networkEndpoints(engine: Engine, id: string): Promise<NetworkEndpoint[]> {
  return ask(engine, { verb: 'inspect the network', operand: shortId(id) }, async (client) => {
    const network = (await fetchNetworks(client)).find((candidate) => candidate.id === id);
    if (!network) throw new EngineHttpError(404, `network ${shortId(id)} not found`);
    const endpoints: NetworkEndpoint[] = [];
    await eachBounded(network.containers, AT_ONCE, async ({ id: containerId }) => {
      const container = await client
        .json<ApiContainerNetworks>({ path: containerPath(containerId, '/json') })
        .catch((error: unknown) => {
          if (error instanceof EngineHttpError && error.status === 404) return undefined;
          throw error;
        });
      const networks = Object.entries(container?.NetworkSettings?.Networks ?? {});
      const endpoint = networks.find(
        ([key, value]) => value?.NetworkID === id || key === network.name || key === id,
      )?.[1];
      // Its short id is an alias that nobody chose.
      const aliases = (endpoint?.Aliases ?? []).filter((alias) => !containerId.startsWith(alias));
      const { IPv4Address: ipv4, IPv6Address: ipv6 } = endpoint?.IPAMConfig ?? {};
      if (container) endpoints.push({ containerId, aliases, ...(ipv4 && { ipv4 }), ...(ipv6 && { ipv6 }) });
    });
    return endpoints;
  });
}

export interface ConnectRequest {
  id: string;
  container: string;
  aliases: string[];
  ipv4?: string | undefined;
  ipv6?: string | undefined;
}

export async function connectContainer(engine: Engine, request: ConnectRequest): Promise<void> {
  const { id, container, aliases, ipv4, ipv6 } = request;
  await ask(engine, { verb: 'connect', operand: engine.nameOf(container) }, (client) =>
    client.json({
      method: 'POST',
      path: networkPath(id, '/connect'),
      body: {
        Container: container,
        EndpointConfig: {
          Aliases: aliases,
          ...(ipv4 || ipv6
            ? {
                IPAMConfig: {
                  ...(ipv4 ? { IPv4Address: ipv4 } : {}),
                  ...(ipv6 ? { IPv6Address: ipv6 } : {}),
                },
              }
            : {}),
        },
      },
    }),
  );
}

export async function disconnectContainer(
  engine: Engine,
  request: { id: string; container: string; force: boolean },
): Promise<void> {
  const { id, container, force } = request;
  await ask(engine, { verb: 'disconnect', operand: engine.nameOf(container) }, (client) =>
    client.json({
      method: 'POST',
      path: networkPath(id, '/disconnect'),
      body: { Container: container, Force: force },
    }),
  );
}

/**
 * Removes what can be removed and says why the rest is kept. With `unusedOnly` a network that a stopped container
 * comes back to is kept too: the engine's own prune removes it, and the container cannot start any more.
 */
export async function removeNetworks(
  engine: Engine,
  ids: string[],
  { unusedOnly }: { unusedOnly: boolean },
): Promise<{ removed: string[]; kept: { id: string; name: string; reason: string }[] }> {
  const attempt = { verb: 'remove', operand: 'networks' };
  const known = new Map(
    (await ask(engine, attempt, (client) => fetchNetworks(client))).map((network) => [network.id, network]),
  );
  const removed: string[] = [];
  const kept: { id: string; name: string; reason: string }[] = [];
  await eachBounded(ids, AT_ONCE, async (id) => {
    const network = known.get(id);
    const name = network?.name ?? shortId(id);
    if (unusedOnly && network && (isPredefined(name) || network.containers.length > 0)) {
      const users = network.containers.map((container) => `'${container.name}'`).join(', ');
      kept.push({
        id,
        name,
        reason: users ? `It is used by ${users}.` : 'The engine needs it and keeps it.',
      });
      return;
    }
    try {
      await ask(engine, { verb: 'remove the network', operand: name }, (client) => removeNetwork(client, id));
      removed.push(name);
    } catch (error) {
      kept.push({ id, name, reason: error instanceof Error ? error.message : String(error) });
    }
  });
  return { removed, kept };
}

/** One that is gone already counts as removed. */
export async function removeNetwork(client: EngineClient, id: string): Promise<void> {
  try {
    await client.json({ method: 'DELETE', path: networkPath(id) });
  } catch (error) {
    if (!(error instanceof EngineHttpError) || error.status !== 404) throw error;
  }
}

export function networkPath(id: string, rest = ''): string {
  return `/networks/${encodeURIComponent(id)}${rest}`;
}

/** As engine.use(), with what the engine's words mean for networks. */
function ask<T>(engine: Engine, attempt: Attempt, work: (client: EngineClient) => Promise<T>): Promise<T> {
  return engine.use(attempt, async (client) => {
    try {
      return await work(client);
    } catch (error) {
      throw toNetworkError(error, attempt);
    }
  });
}

function shortId(id: string): string {
  return /^[0-9a-f]{64}$/.test(id) ? id.slice(0, 12) : id;
}
