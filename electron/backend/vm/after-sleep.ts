import type { Logger } from '../log/logger.ts';
import type { HostResolver } from '../network/dns/host-resolver.ts';
import type { PortForwarder } from '../network/ports/port-forwarder.ts';
import type { SystemProxy } from '../network/system-proxy/system-proxy.ts';
import { HostWake } from './host-wake.ts';
import type { Supervisor } from './supervisor.ts';
import { syncGuestTime } from './sync-guest-time.ts';

export interface AfterSleepOptions {
  supervisor: Pick<Supervisor, 'guest' | 'status' | 'onChange' | 'onResume' | 'askEngine'>;
  resolver: Pick<HostResolver, 'check'>;
  systemProxy: Pick<SystemProxy, 'check'>;
  ports: Pick<PortForwarder, 'check'>;
  log: Logger;
}

/**
 * Puts right what a start, a sleep of this computer or a pause of the machine leaves behind: the guest's clock is off, the
 * network may be another one, and whoever waits for the engine should not wait for the next look at it.
 */
export function watchSleep(options: AfterSleepOptions): { dispose(): void } {
  const { supervisor, resolver, systemProxy, ports, log } = options;
  const wake = new HostWake({
    onWake: (awayMs) => {
      log.info('This computer was asleep, or its clock was set.', { seconds: Math.round(awayMs / 1000) });
      resolver.check();
      void systemProxy.check();
      supervisor.askEngine();
      ports.check();
      void syncTime();
    },
  });
  const syncTime = async () => {
    const { guest } = supervisor;
    if (!guest) return;
    try {
      const aheadMs = await syncGuestTime(guest);
      log.info("The guest's clock was compared with this computer's.", { aheadMs });
    } catch (error) {
      log.warn("The guest's clock could not be set.", { error: String(error) });
    }
  };
  let known: unknown;
  const update = () => {
    const guest = supervisor.status().state.kind === 'running' ? supervisor.guest : undefined;
    wake.watch(guest !== undefined);
    if (!guest || guest === known) return;
    known = guest;
    // It has whole seconds from its boot; one that an earlier Pier left may have slept since.
    void syncTime();
  };
  const ends = [
    supervisor.onChange(update),
    // A paused machine's clock stands still as well.
    supervisor.onResume(() => void syncTime()),
  ];
  update();
  return {
    dispose() {
      for (const end of ends) end();
      wake.watch(false);
    },
  };
}
