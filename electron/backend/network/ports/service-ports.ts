import { Emitter } from '../../../../vm/emitter.ts';
import { Coalescer } from '../../engine/coalescer.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import type { EngineSource } from '../../engine/engine-source.ts';
import { ANSWER_TIMEOUT_MS, followEngine, openEvents } from '../../engine/follow-engine.ts';
import { jsonLines } from '../../engine/json-lines.ts';
import type { Logger } from '../../log/logger.ts';
import type { PublishedPort } from './published-port.ts';

/** A thousand tasks that end with their swarm are one question. In milliseconds. */
const GATHER_MS = 100;

/** What is read of GET /services: https://docs.docker.com/reference/api/engine/version/v1.45/ */
export interface ApiService {
  ID: string;
  Spec?: { Name?: string };
  Endpoint?: {
    Ports?: { Protocol?: string; TargetPort?: number; PublishedPort?: number; PublishMode?: string }[] | null;
  };
}

export interface ServicePortsOptions {
  source: EngineSource;
  client: () => EngineClient | undefined;
  log: Logger;
}

/**
 * What the services of a swarm publish through its routing mesh, which no container publishes. Only a manager knows
 * them: an engine that is none has none here. Ports of `mode=host` are those of the tasks' containers.
 */
export class ServicePorts {
  readonly #options: ServicePortsOptions;
  readonly #changes = new Emitter<void>();
  readonly #end = new AbortController();
  #ports: PublishedPort[] | undefined;

  constructor(options: ServicePortsOptions) {
    this.#options = options;
  }

  /** Called once. */
  follow(): void {
    void followEngine({
      ...this.#options,
      subject: 'ports of services',
      patient: true,
      signal: this.#end.signal,
      session: (client, session, onConnected) => this.#session(client, session, onConnected),
      onDisconnected: () => {
        this.#ports = undefined;
      },
    });
  }

  /** undefined while the engine does not answer. */
  current(): PublishedPort[] | undefined {
    return this.#ports;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#end.abort();
    this.#changes.clear();
  }

  /** Services are few and their changes rare: each change has all of them read again. */
  async #session(client: EngineClient, session: AbortController, onConnected: () => void): Promise<void> {
    const { signal } = session;
    const events = await openEvents(client, ['service', 'node', 'network', 'container'], signal);
    const changes = new Coalescer(GATHER_MS, () =>
      this.#read(client, signal).catch((error: unknown) => {
        this.#options.log.debug('Reading the services failed.', { error: String(error) });
        session.abort();
      }),
    );
    try {
      await this.#read(client, signal);
      onConnected();
      for await (const event of jsonLines(events)) if (mayChangeServices(event)) changes.add('services');
    } finally {
      changes.dispose();
      events.destroy();
    }
  }

  async #read(client: EngineClient, signal: AbortSignal): Promise<void> {
    const ports = (await readServices(client, signal)).flatMap(readServicePorts);
    if (signal.aborted || JSON.stringify(ports) === JSON.stringify(this.#ports)) return;
    this.#ports = ports;
    this.#changes.emit();
  }
}

async function readServices(client: EngineClient, signal: AbortSignal): Promise<ApiService[]> {
  try {
    return await client.json<ApiService[]>({ path: '/services', timeoutMs: ANSWER_TIMEOUT_MS, signal });
  } catch (error) {
    // "This node is not a swarm manager", and engines that know of no swarm at all.
    if (error instanceof EngineHttpError) return [];
    throw error;
  }
}

export function readServicePorts({ ID, Spec, Endpoint }: ApiService): PublishedPort[] {
  return (Endpoint?.Ports ?? []).flatMap(
    ({ Protocol: protocol, TargetPort, PublishedPort: hostPort, PublishMode }) => {
      if ((protocol !== 'tcp' && protocol !== 'udp') || !TargetPort || !hostPort || PublishMode === 'host')
        return [];
      return {
        containerId: ID,
        containerName: Spec?.Name ?? ID,
        protocol,
        containerPort: TargetPort,
        hostIp: undefined,
        hostPort,
        containerIp: undefined,
      };
    },
  );
}

/** A swarm begins with its node and its networks. It ends without a word: the containers of its services die then. */
function mayChangeServices(value: unknown): boolean {
  const { Type, Action, Actor } = (value ?? {}) as {
    Type?: string;
    Action?: string;
    Actor?: { Attributes?: Record<string, string> };
  };
  if (Type === 'container') return Action === 'die' && !!Actor?.Attributes?.['com.docker.swarm.service.id'];
  return Type !== 'network' || (Action !== 'connect' && Action !== 'disconnect');
}
