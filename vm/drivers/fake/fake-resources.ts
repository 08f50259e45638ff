import type { GuestResources, GuestShare } from '../driver.ts';

/** Resources of a scripted machine: they follow at once, or fail as scripted. */
export class FakeResources implements GuestResources {
  readonly limits: GuestResources['limits'];
  /** What was asked for beside the share, in order: "trim", "return fully". */
  readonly calls: string[] = [];
  #now: GuestShare;
  readonly #fails: () => string | undefined;

  constructor(limits: GuestResources['limits'], now: GuestShare, fails: () => string | undefined) {
    this.limits = limits;
    this.#now = { cpus: now.cpus, memoryBytes: now.memoryBytes };
    this.#fails = fails;
  }

  get now(): GuestShare {
    return this.#now;
  }

  async setCpus(cpus: number): Promise<void> {
    this.#set({ cpus });
  }

  async setMemory(memoryBytes: number): Promise<void> {
    this.#set({ memoryBytes });
  }

  async returnMemory(how: 'gently' | 'fully'): Promise<void> {
    this.calls.push(`return ${how}`);
  }

  async trim(): Promise<void> {
    this.calls.push('trim');
  }

  #set(change: Partial<GuestShare>): void {
    const failure = this.#fails();
    if (failure) throw new Error(failure);
    this.#now = { ...this.#now, ...change };
  }
}
