import type { ChildProcess } from 'node:child_process';
import type { VmExit } from '../driver.ts';

/** As /etc/pier/wsl/boot ends where the machine switched itself off. */
const SWITCHED_OFF = 0;
/** What wsl.exe ends with where its program's machine is gone without a word. */
const VANISHED = 1;

export interface Wsl2EndOptions {
  /** A wsl.exe that ends with the machine: the one that started it, or one that waits for its end. */
  process: ChildProcess;
  /** Another one that waits for the end, where the machine still runs. */
  attend: () => Promise<ChildProcess | undefined>;
  /** Whether anything else of WSL still runs. */
  runsAnything: () => Promise<boolean>;
  /** Reads what the guest said last, and lets go of its distributions. Never rejects. */
  finish: () => Promise<void>;
  lastLines: () => Promise<string[]>;
}

/** The end of one machine: when it comes, and what is known of why. */
export class Wsl2End {
  /** Settles once; never rejects. */
  readonly exited: Promise<VmExit>;
  /** Somebody asked for it. */
  requested = false;
  /** What nobody in the machine could say. */
  epilogue: string | undefined;
  readonly #options: Wsl2EndOptions;
  #isOver = false;
  #settle: (exit: VmExit) => void = () => {};

  #process: ChildProcess;

  constructor(options: Wsl2EndOptions) {
    this.#options = options;
    this.#process = options.process;
    this.exited = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.#watch();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  /** The one that is waited for. */
  get process(): ChildProcess {
    return this.#process;
  }

  /** Looks no longer; the machine goes on. */
  release(): void {
    this.#process.removeAllListeners('exit');
  }

  #watch(): void {
    const { exitCode, signalCode } = this.#process;
    this.#process.once('error', () => void this.#end(null, null));
    if (exitCode !== null || signalCode !== null) void this.#end(exitCode, signalCode);
    else this.#process.once('exit', (code, signal) => void this.#end(code, signal));
  }

  async #end(code: number | null, signal: string | null): Promise<void> {
    if (this.#isOver) return;
    if (code !== SWITCHED_OFF && !this.requested) {
      // Somebody may have ended wsl.exe alone.
      const next = await this.#options.attend().catch(() => undefined);
      if (next) {
        this.#process = next;
        this.#watch();
        return;
      }
    }
    this.#isOver = true;
    const { finish, lastLines, runsAnything } = this.#options;
    if (code === VANISHED && !this.requested && !(await runsAnything().catch(() => true))) {
      this.epilogue =
        'WSL was shut down as a whole: by "wsl --shutdown", an update of it, or the end of its virtual machine.';
    }
    await finish();
    this.#settle({
      requested: this.requested,
      clean: code === SWITCHED_OFF,
      remedied: false,
      code,
      signal,
      lastLines: await lastLines().catch(() => []),
    });
  }
}
