import { containerPath } from '../container-actions.ts';
import type { EngineClient } from '../engine-client.ts';
import type { CreateOrder } from './create-order.ts';

export interface CreatedContainer {
  Id: string;
  Warnings: string[] | null;
}

/**
 * Creates a container and connects it to its networks. One that could not be connected is removed again.
 * @throws EngineHttpError
 */
export async function createContainer(
  client: EngineClient,
  name: string | undefined,
  { body, connect }: CreateOrder,
): Promise<CreatedContainer> {
  const created = await client.json<CreatedContainer>({
    method: 'POST',
    path: '/containers/create',
    query: { name: name || undefined },
    body,
  });
  try {
    for (const { network, endpoint } of connect) {
      await client.json({
        method: 'POST',
        path: `/networks/${encodeURIComponent(network)}/connect`,
        body: { Container: created.Id, EndpointConfig: endpoint },
      });
    }
  } catch (error) {
    await discardContainer(client, created.Id).catch(() => {});
    throw error;
  }
  return created;
}

/** Removes a container that was made just now, with the volumes that were made for it alone. */
export async function discardContainer(client: EngineClient, id: string): Promise<void> {
  await client.json({ method: 'DELETE', path: containerPath(id), query: { force: true, v: true } });
}
