import { hostname, release } from 'node:os';
import type { EngineEndpoint } from '../../../../vm/drivers/driver.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { USUAL_ENGINE } from './backend-model.ts';

/** Of what an engine tells of itself. Source: Engine API, GET /info. */
interface EngineInfo {
  Name?: string;
  KernelVersion?: string;
  SecurityOptions?: string[] | null;
}

/** Where an engine's socket is on its own computer, for containers that mount it. */
export async function engineSocketOf(client: EngineClient): Promise<string> {
  const info = await client.json<EngineInfo>({ path: '/info' });
  return socketOnEngine(info, client.endpoint, { name: hostname(), kernel: release() });
}

/**
 * The usual place may be another engine's, where this one is reached at a socket of its own. Such a socket is one of the
 * engine's computer if that is this computer, and not a machine on it, which has a name and a kernel of its own.
 */
export function socketOnEngine(
  { Name, KernelVersion, SecurityOptions }: EngineInfo,
  endpoint: EngineEndpoint,
  computer: { name: string; kernel: string },
): string {
  const isRootless = (SecurityOptions ?? []).some((option) => /name=rootless/.test(option));
  const isHere = Name === computer.name && KernelVersion === computer.kernel;
  return endpoint.kind === 'unix' && (isRootless || isHere) ? endpoint.path : USUAL_ENGINE.engineSocket;
}
