import { sleep } from '../../sleep.ts';
import type { GuestAgent } from './guest-agent.ts';

const AGENT_SHUTDOWN_MS = 5000;
/** For the agent to come to it: one thing is done at a time there, and a trim may take minutes. */
const AGENT_BUSY_MS = 8000;

/**
 * Asks the guest's agent to shut down, and presses the power button where it does not take that. Resolves when asked.
 * @throws Error as the agent fails, where the button fails as well
 */
export async function askToShutDown(
  agent: Pick<GuestAgent, 'shutdown'>,
  { isOver, pressPowerButton }: { isOver: () => boolean; pressPowerButton: () => Promise<unknown> },
): Promise<void> {
  const over = new AbortController();
  const busy = sleep(AGENT_BUSY_MS, over.signal).then(() => {
    throw new Error('The guest agent is busy.');
  });
  try {
    await Promise.race([agent.shutdown(AGENT_SHUTDOWN_MS), busy]);
  } catch (error) {
    if (isOver()) return;
    await pressPowerButton().catch(() => {
      throw error;
    });
  } finally {
    over.abort();
  }
}
