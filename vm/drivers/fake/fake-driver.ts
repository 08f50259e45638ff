import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import { sleep } from '../../sleep.ts';
import type {
  CheckResult,
  DriverCapabilities,
  RunningVm,
  StepListener,
  VmDriver,
  VmSpec,
} from '../driver.ts';
import { FakeMachine } from './fake-machine.ts';
import type { FakeScript } from './fake-script.ts';

/** A scripted machine, for tests and demos: every state of the supervisor without a VM. */
export class FakeDriver implements VmDriver {
  readonly name = 'fake';
  readonly capabilities: DriverCapabilities;
  /** The latest machine, for tests that act on it. */
  machine: FakeMachine | undefined;
  /** How often a machine was started. */
  starts = 0;
  readonly #script: FakeScript;
  readonly #consolePath: string | undefined;
  #installed: boolean;
  #runs = false;

  constructor(script: FakeScript = {}, options: { consolePath?: string } = {}) {
    this.#script = script;
    this.capabilities = {
      machine: true,
      lifecycle: true,
      pause: true,
      guestAgent: false,
      console: true,
      publishedPorts: script.guestListeners ? 'forwarded' : 'here',
      rosetta: script.rosetta ?? false,
    };
    this.#consolePath = options.consolePath;
    this.#installed = script.installed ?? true;
  }

  async preflight(): Promise<CheckResult[]> {
    const { checkFails } = this.#script;
    return [
      {
        id: 'script',
        title: 'The script allows a start',
        ok: !checkFails,
        fatal: true,
        ...(checkFails && { error: checkFails }),
      },
    ];
  }

  async provision(_spec: VmSpec, onStep: StepListener, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#installed) return;
    for (const { id, title, ms } of this.#script.provisionSteps ?? []) {
      onStep({ id, title });
      await sleep(ms, signal);
    }
    if (this.#script.provisionFails) throw AppError.fromData(this.#script.provisionFails);
    this.#installed = true;
  }

  async start(spec: VmSpec, signal: AbortSignal): Promise<RunningVm> {
    signal.throwIfAborted();
    if (!this.#installed) {
      throw new AppError(
        'machine_start_failed',
        'Start the machine: it is not provisioned.',
        'Start it again.',
      );
    }
    if (this.#runs) {
      throw new AppError('machine_busy', 'Start the machine: it runs already.', 'Stop it first.');
    }
    this.starts += 1;
    return this.#live(spec, false);
  }

  async adopt(): Promise<RunningVm | undefined> {
    if (this.#runs && this.machine) return this.machine.adopt();
    if (!this.#script.running) return undefined;
    return this.#live(
      { cpus: 1, memoryBytes: 1024 ** 3, diskLimitBytes: 1024 ** 3, swapBytes: 0, hostname: 'pier' },
      true,
    );
  }

  async inspect(): Promise<'absent' | 'stopped' | 'running'> {
    if (this.#runs) return 'running';
    return this.#installed ? 'stopped' : 'absent';
  }

  async destroy(): Promise<void> {
    if (this.#runs) throw new AppError('machine_busy', 'Remove the machine: it runs.', 'Stop it first.');
    this.#installed = false;
  }

  #live(spec: VmSpec, adopted: boolean): FakeMachine {
    const { crashAfterMs, crashes, paused, pausedBy = 'resource-saver' } = this.#script;
    const machine = new FakeMachine({
      script: this.#script,
      spec,
      adopted,
      ...(adopted && paused ? { pausedBy } : {}),
      crashes: crashAfterMs !== undefined && this.starts <= (crashes ?? Number.POSITIVE_INFINITY),
      writeConsole: (line) => this.#writeConsole(line),
    });
    this.machine = machine;
    this.#runs = true;
    void machine.exited.then(() => {
      this.#runs = false;
    });
    return machine;
  }

  #writeConsole(line: string): void {
    if (!this.#consolePath) return;
    mkdirSync(dirname(this.#consolePath), { recursive: true });
    appendFileSync(this.#consolePath, `${line}\n`);
  }
}
