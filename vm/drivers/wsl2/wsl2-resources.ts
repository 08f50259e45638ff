import type { GuestResources, GuestShare } from '../driver.ts';
import type { WslGuestAgent } from './guest-agent.ts';

const RECLAIM_MS = 60_000;
const TRIM_MS = 300_000;

/** WSL's machine has its limits from its start to its end; what it keeps without need can be given back. */
export class Wsl2Resources implements GuestResources {
  readonly limits: GuestResources['limits'];
  readonly #agent: WslGuestAgent;

  constructor(agent: WslGuestAgent, { cpus, memoryBytes }: GuestShare) {
    this.#agent = agent;
    this.limits = {
      cpus: { min: cpus, max: cpus },
      memoryBytes: { min: memoryBytes, max: memoryBytes },
    };
  }

  async setCpus(count: number): Promise<void> {
    if (count !== this.limits.cpus.min) throw fixed();
  }

  async setMemory(bytes: number): Promise<void> {
    if (bytes !== this.limits.memoryBytes.min) throw fixed();
  }

  returnMemory(how: 'gently' | 'fully'): Promise<void> {
    return this.#reclaim(how, RECLAIM_MS);
  }

  trim(): Promise<void> {
    return this.#reclaim('disk', TRIM_MS);
  }

  async #reclaim(what: string, timeoutMs: number): Promise<void> {
    const { exitCode, stderr } = await this.#agent.exec('/etc/pier/wsl/reclaim', [what], timeoutMs);
    if (exitCode !== 0) throw new Error(`The guest gives nothing back: ${stderr.trim() || exitCode}`);
  }
}

function fixed(): Error {
  return new Error('the limits of WSL hold from its next start on');
}
