import { sleep } from '../../sleep.ts';
import type { GuestResources, GuestShare } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { EXTRA_MEMORY, extraMemoryBytes } from './command.ts';
import type { QmpClient } from './qmp.ts';

const MIB = 1024 ** 2;
/** Less, and dockerd has no room. */
const LEAST_MEMORY_BYTES = 1024 * MIB;
/**
 * Without any progress. The guest may have to write to its swap first, loads the drivers some seconds after its boot, and
 * takes a minute for a GiB where it is emulated on a busy computer.
 */
const MEMORY_STALL_MS = 30_000;
const LOOK_EVERY_MS = 200;
/** What the guest may keep of what it was asked to give: a block that cannot be moved. */
const TOLERANCE = 0.02;

export interface QemuResourcesOptions {
  qmp: QmpClient;
  agent: GuestAgent;
  /** What the kernel was started with. */
  booted: GuestShare;
  /** What it can be raised to. */
  most: GuestShare;
  /** What it has now: more or less than it was started with. */
  now: GuestShare;
  /** Called after each change. */
  onChange(now: GuestShare): Promise<void>;
}

/** Processors by the guest agent, memory by the balloon below what the machine was started with and by plugging above. */
export class QemuResources implements GuestResources {
  readonly limits: GuestResources['limits'];
  readonly #options: QemuResourcesOptions;
  #now: GuestShare;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: QemuResourcesOptions) {
    const { booted, most } = options;
    this.#options = options;
    this.#now = options.now;
    this.limits = {
      cpus: { min: 1, max: Math.max(booted.cpus, most.cpus) },
      memoryBytes: {
        min: Math.min(booted.memoryBytes, LEAST_MEMORY_BYTES),
        max: booted.memoryBytes + extraMemoryBytes(booted, most),
      },
    };
  }

  get now(): GuestShare {
    return this.#now;
  }

  setCpus(count: number): Promise<void> {
    return this.#inTurn(async () => {
      const { agent } = this.#options;
      const all = await agent.vcpus();
      const online = all.filter((cpu) => cpu.online).length;
      const changes =
        count > online
          ? all.filter((cpu) => !cpu.online).slice(0, count - online)
          : all
              .filter((cpu) => cpu.online && cpu.canOffline)
              .reverse()
              .slice(0, online - count);
      await agent.setVcpus(changes.map(({ id }) => ({ id, online: count > online })));
      await this.#set({ cpus: count });
    });
  }

  setMemory(bytes: number): Promise<void> {
    return this.#inTurn(async () => {
      const before = this.#now.memoryBytes;
      if (bytes === before) return;
      try {
        await this.#moveMemory(bytes);
      } catch (error) {
        await this.#askForMemory(before).catch(() => {});
        throw error;
      }
      await this.#set({ memoryBytes: bytes });
    });
  }

  returnMemory(how: 'gently' | 'fully'): Promise<void> {
    return this.#inTurn(async () => {
      const result = await this.#options.agent.exec('/bin/sh', ['-c', RETURN_MEMORY[how]]);
      if (result.exitCode !== 0) throw new Error(`The guest gives no memory back: ${result.stderr.trim()}`);
    });
  }

  trim(): Promise<void> {
    return this.#inTurn(() => this.#options.agent.trim());
  }

  /** Resolves when the guest has taken or given what it was asked. @throws Error where it goes no further */
  async #moveMemory(bytes: number): Promise<void> {
    await this.#askForMemory(bytes);
    let nearest = Number.POSITIVE_INFINITY;
    let movedAt = Date.now();
    for (;;) {
      const actual = await this.#actualMemory();
      const left = Math.abs(actual - bytes);
      if (left <= bytes * TOLERANCE) return;
      if (left < nearest) {
        nearest = left;
        movedAt = Date.now();
      }
      if (Date.now() - movedAt >= MEMORY_STALL_MS) {
        throw new Error(
          `what runs in the machine needs its memory: it went to ${Math.round(actual / MIB)} MiB`,
        );
      }
      await sleep(LOOK_EVERY_MS);
    }
  }

  async #askForMemory(bytes: number): Promise<void> {
    const { qmp, booted, most } = this.#options;
    const value = Math.min(bytes, booted.memoryBytes);
    await qmp.execute('balloon', { value });
    if (extraMemoryBytes(booted, most) === 0) return;
    await qmp.execute('qom-set', {
      path: `/machine/peripheral/${EXTRA_MEMORY}`,
      property: 'requested-size',
      value: Math.max(0, Math.floor((bytes - booted.memoryBytes) / BLOCK_BYTES)) * BLOCK_BYTES,
    });
  }

  async #actualMemory(): Promise<number> {
    const { qmp } = this.#options;
    const { actual } = (await qmp.execute('query-balloon')) as { actual: number };
    const devices = (await qmp.execute('query-memory-devices')) as { type: string; data: { size: number } }[];
    const extra = devices.find(({ type }) => type === 'virtio-mem')?.data.size ?? 0;
    return actual + extra;
  }

  async #set(change: Partial<GuestShare>): Promise<void> {
    this.#now = { ...this.#now, ...change };
    await this.#options.onChange(this.#now);
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }
}

/** virtio-mem takes multiples of its block's size. */
const BLOCK_BYTES = 4 * MIB;

/**
 * Free pages go to this computer by themselves where they lie together (free page reporting, in blocks of 2 MiB), so what
 * is free in smaller pieces is moved together.
 */
const RETURN_MEMORY = {
  // The kernel takes the files that were read longest ago, and touches nothing of the programs' own.
  gently: `cached=$(awk '/^(Active|Inactive)\\(file\\)/ { sum += $2 } END { print sum }' /proc/meminfo)
    echo "$((cached / 2))K swappiness=0" >/sys/fs/cgroup/memory.reclaim 2>/dev/null
    echo 1 >/proc/sys/vm/compact_memory`,
  fully: 'sync; echo 3 >/proc/sys/vm/drop_caches; echo 1 >/proc/sys/vm/compact_memory',
} as const;
