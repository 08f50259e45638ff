import type { GuestAgent } from './guest-agent.ts';

const LIST = '/run/pier/reach';
const TIMEOUT_MS = 15_000;

/**
 * Addresses of the guest's network that lead past the guest's own one (guest/root/etc/pier/reach): a network that knows
 * its own addresses alone reaches the guest's loopback and its containers by them. They last until the guest ends.
 */
export class GuestReach {
  readonly #agent: Pick<GuestAgent, 'exec' | 'readFile'>;
  readonly #addresses = new Map<string, string>();
  /** One after the other: the guest chooses the next address that is free. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(agent: Pick<GuestAgent, 'exec' | 'readFile'>) {
    this.#agent = agent;
  }

  /** The address that leads to this one, which is made where there is none. @throws Error with the guest's words */
  addressOf(target: string): Promise<string> {
    const run = this.#last.then(async () => {
      const known = this.#addresses.get(target);
      if (known) return known;
      const { exitCode, stdout, stderr } = await this.#agent.exec('/etc/pier/reach', [target], TIMEOUT_MS);
      const address = stdout.trim();
      if (exitCode !== 0 || !address)
        throw new Error(`The guest cannot be reached at ${target}: ${stderr.trim() || exitCode}`);
      this.#addresses.set(target, address);
      return address;
    });
    this.#last = run.catch(() => {});
    return run;
  }

  /** Where an address leads; itself where it is none of these. @throws Error where the guest does not answer */
  async targetOf(address: string): Promise<string> {
    return (await this.#known(address)) ?? address;
  }

  async #known(address: string): Promise<string | undefined> {
    const find = () => [...this.#addresses].find(([, each]) => each === address)?.[0];
    const known = find();
    if (known) return known;
    // Made for an earlier backend.
    const text = await this.#agent.readFile(LIST).catch((error: unknown) => {
      if (/No such file/.test(String(error))) return '';
      throw error;
    });
    for (const line of text.split('\n')) {
      const [from, to] = line.trim().split(' ');
      if (from && to) this.#addresses.set(to, from);
    }
    return find();
  }
}
