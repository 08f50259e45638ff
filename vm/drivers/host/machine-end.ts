import type { ChildProcess } from 'node:child_process';
import { sleep } from '../../sleep.ts';
import type { VmExit } from '../driver.ts';
import { stillRuns } from './host-process.ts';

const LOOK_EVERY_MS = 500;

export interface MachineEndOptions {
  pid: number;
  /** Absent where the machine was adopted: it is no child of this process. */
  child: ChildProcess | undefined;
  /** Resolves when its control socket is closed: a hint that it is gone. */
  closed: Promise<void>;
  /** Where it keeps its pid: tells it from another process that has the same by now. */
  pidFile: string;
  /** Reads what the guest said last. */
  finish: () => Promise<void>;
  lastLines: () => Promise<string[]>;
}

/** The end of one hypervisor's process: when it comes, and what is known of why. */
export class MachineEnd {
  /** Settles once; never rejects. */
  readonly exited: Promise<VmExit>;
  /** Somebody asked for it. */
  requested = false;
  /** The guest switched itself off. */
  poweredOff = false;
  /** The next machine does without what it ended of. */
  remedied = false;
  readonly #options: MachineEndOptions;
  readonly #released = new AbortController();
  #isOver = false;
  #settle: (exit: VmExit) => void = () => {};

  constructor(options: MachineEndOptions) {
    this.#options = options;
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** Once: from now on its end is told. */
  watch(): void {
    const { child } = this.#options;
    if (child) {
      const { exitCode, signalCode } = child;
      if (exitCode !== null || signalCode !== null) void this.#end(exitCode, signalCode);
      else child.once('exit', (code, signal) => void this.#end(code, signal));
      return;
    }
    void this.#look();
  }

  /** Looks no longer; the machine goes on. */
  release(): void {
    this.#released.abort();
    this.#options.child?.removeAllListeners('exit');
  }

  /** Nobody is told of the end of a process that is no child: it is looked for. */
  async #look(): Promise<void> {
    const { pid, pidFile, closed: hint } = this.#options;
    const { signal } = this.#released;
    let isHintGiven = false;
    void hint.then(() => {
      isHintGiven = true;
    });
    while (!signal.aborted) {
      if (!(await stillRuns(pid, pidFile))) {
        await this.#end(null, null);
        return;
      }
      const pause = sleep(LOOK_EVERY_MS, signal).catch(() => {});
      await (isHintGiven ? pause : Promise.race([pause, hint]));
    }
  }

  async #end(code: number | null, signal: string | null): Promise<void> {
    if (this.#isOver) return;
    this.#isOver = true;
    const { closed, finish, lastLines } = this.#options;
    // What was said last is still on its way: the hypervisor's reason, and why the guest gave up.
    await Promise.race([closed, sleep(LOOK_EVERY_MS)]);
    await finish();
    this.#settle({
      requested: this.requested,
      clean: this.poweredOff,
      remedied: this.remedied,
      code,
      signal,
      lastLines: await lastLines().catch(() => []),
    });
  }
}
