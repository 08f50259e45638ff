import type { Engine } from '../../engine/engine.ts';
import type { EngineSource } from '../../engine/engine-source.ts';
import type { Logger } from '../../log/logger.ts';
import type { SettingsBook } from '../../settings/settings-book.ts';
import type { Supervisor } from '../../vm/supervisor.ts';
import { PortForwarder } from './port-forwarder.ts';
import { PublishedPorts } from './published-ports.ts';
import { ServicePorts } from './service-ports.ts';

export interface PortForwardingOptions {
  supervisor: Pick<Supervisor, 'publishedPorts' | 'ports' | 'onChange'>;
  source: EngineSource;
  engine: Pick<Engine, 'client'>;
  settings: Pick<SettingsBook, 'current' | 'onChange'>;
  log: Logger;
}

/** Joins what decides over forwards: containers, services, machine, settings. Follows the engine only where ports need it. */
export function forwardPublishedPorts(options: PortForwardingOptions): {
  forwarder: PortForwarder;
  dispose(): Promise<void>;
} {
  const { supervisor, source, engine, settings, log } = options;
  const connection = { source, client: () => engine.client, log };
  const containers = new PublishedPorts(connection);
  const services = new ServicePorts(connection);
  const forwarder = new PortForwarder({
    published: supervisor.publishedPorts,
    machine: () => supervisor.ports,
    containers: () => {
      const [now, mesh] = [containers.current(), services.current()];
      return now && mesh && { ...now, ports: [...now.ports, ...mesh] };
    },
    bindAddress: () => settings.current.portBindAddress,
    log,
  });
  const update = () => forwarder.update();
  const ends = [supervisor, containers, services, settings].map((each) => each.onChange(update));
  if (supervisor.publishedPorts === 'forwarded') {
    containers.follow();
    services.follow();
  }
  forwarder.update();
  return {
    forwarder,
    async dispose() {
      for (const end of ends) end();
      containers.dispose();
      services.dispose();
      await forwarder.dispose();
    },
  };
}
