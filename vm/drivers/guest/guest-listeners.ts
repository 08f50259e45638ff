import { parseListeners } from '../../proc-net.ts';
import type { GuestListener } from '../driver.ts';
import type { GuestAgent } from './guest-agent.ts';
import { GUEST_OWN_PORTS } from './guest-network.ts';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;

/** What listens in the guest. Read from the kernel's tables through the agent, which starts no program for it. */
export async function readGuestListeners(agent: Pick<GuestAgent, 'readFile'>): Promise<GuestListener[]> {
  const listeners: GuestListener[] = [];
  for (const table of TABLES) {
    const text = await agent.readFile(`/proc/net/${table}`);
    listeners.push(...parseListeners(text, table === 'udp' || table === 'udp6' ? 'udp' : 'tcp'));
  }
  return listeners.filter(({ port }) => !GUEST_OWN_PORTS.includes(port));
}
