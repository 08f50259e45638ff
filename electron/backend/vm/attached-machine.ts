import { AppError, type ErrorData } from '../../../shared/errors.ts';
import type { Requirement, RunningVm, VmExit } from '../../../vm/drivers/driver.ts';
import { sleep } from '../../../vm/sleep.ts';
import type { Logger } from '../log/logger.ts';
import { EngineMonitor } from './engine-monitor.ts';
import type { EngineAnswer, EngineProbe } from './engine-probe.ts';
import { engineRequirement } from './readiness.ts';
import { UsageMeter } from './usage-meter.ts';

const CHECK_AGAIN_MS = 10_000;
/** A requirement that does not hold yet is no trouble this soon after the engine answered. */
const CHECKS_BEFORE_TROUBLE = 3;

export interface AttachedMachineOptions {
  vm: RunningVm;
  probe: EngineProbe;
  log: Logger;
  /** Called after each change of trouble(). */
  onTrouble: () => void;
}

/** A machine with all that watches it: the engine, the driver's requirements, what the driver reports. */
export class AttachedMachine {
  readonly vm: RunningVm;
  readonly meter: UsageMeter;
  readonly engineRequirement: Requirement;
  readonly #options: AttachedMachineOptions;
  readonly #closing = new AbortController();
  readonly #troubles = new Map<string, ErrorData>();
  readonly #offTrouble: () => void;
  #monitor: EngineMonitor | undefined;
  #resting = false;
  #watchesRequirements = false;
  #engineVersion: string | undefined;
  #exit: VmExit | undefined;

  constructor(options: AttachedMachineOptions) {
    this.#options = options;
    this.vm = options.vm;
    this.meter = new UsageMeter(options.vm);
    void options.vm.exited.then((exit) => {
      this.#exit = exit;
    });
    this.engineRequirement = engineRequirement(options.probe, (answer) => this.#answered(answer));
    this.#offTrouble = options.vm.onTrouble((error) => this.#setTrouble('machine', error));
  }

  get engineVersion(): string | undefined {
    return this.#engineVersion;
  }

  /** How it ended; undefined while it runs. */
  get exit(): VmExit | undefined {
    return this.#exit;
  }

  /** Set while the engine does not answer although it should. */
  get engineTrouble(): ErrorData | undefined {
    return this.#troubles.get('engine');
  }

  /** What does not work, the most telling first: a full disk explains an engine that does not answer. */
  trouble(): ErrorData | undefined {
    return this.#troubles.get('machine') ?? this.engineTrouble ?? [...this.#troubles.values()][0];
  }

  /** Asks the engine once. */
  async ask(timeoutMs: number): Promise<boolean> {
    try {
      await this.engineRequirement.check(timeoutMs);
      return true;
    } catch (error) {
      this.#troubles.set('engine', unreachable(error));
      return false;
    }
  }

  /** Watches engine and requirements until close(). Called once the engine is known to answer or not. */
  watch(up: boolean): void {
    this.#watchEngine(up);
    if (up) this.#watchRequirements();
  }

  #watchEngine(up: boolean): void {
    this.#monitor?.close();
    this.#monitor = new EngineMonitor({
      probe: this.#options.probe,
      answerMs: this.vm.patience.answerMs,
      askAgainMs: this.vm.askAgainMs?.bind(this.vm),
      up,
      onUp: (answer) => {
        this.#answered(answer);
        this.#options.onTrouble();
      },
      onDown: (reason) => this.#setTrouble('engine', unreachable(reason)),
    });
  }

  /** The machine is paused: that it does not answer is no trouble. */
  rest(): void {
    this.#resting = true;
    this.#monitor?.close();
  }

  /** The machine goes on after rest(). */
  goOn(): void {
    this.#resting = false;
    // One that was adopted while it stood still was never asked.
    this.#watchEngine(this.#engineVersion !== undefined);
    this.#watchRequirements();
  }

  /** Looks at the engine now rather than at the next time. */
  askNow(): void {
    this.#monitor?.askNow();
  }

  /** Stops watching; the machine itself goes on. Idempotent. */
  close(): void {
    this.#closing.abort();
    this.#offTrouble();
    this.#monitor?.close();
    this.#options.probe.close();
  }

  #answered(answer: EngineAnswer): void {
    this.#engineVersion = answer.engineVersion;
    this.#troubles.delete('engine');
  }

  #watchRequirements(): void {
    if (this.#watchesRequirements) return;
    this.#watchesRequirements = true;
    for (const requirement of this.vm.requirements) void this.#watchRequirement(requirement);
  }

  async #watchRequirement(requirement: Requirement): Promise<void> {
    const { signal } = this.#closing;
    for (let checks = 1; !signal.aborted; checks++) {
      try {
        await requirement.check(this.vm.patience.answerMs);
        this.#setTrouble(requirement.id, undefined);
        return;
      } catch (error) {
        if (signal.aborted) return;
        const reason = error instanceof Error ? error.message : String(error);
        this.#options.log.debug('A requirement does not hold.', { requirement: requirement.id, reason });
        if (checks === CHECKS_BEFORE_TROUBLE) {
          this.#setTrouble(requirement.id, {
            code: 'guest_failed',
            message: `${requirement.title}: not so (${reason}).`,
            hint: requirement.hint,
          });
        }
      }
      await sleep(CHECK_AGAIN_MS, signal).catch(() => {});
    }
  }

  #setTrouble(id: string, error: ErrorData | undefined): void {
    if (this.#closing.signal.aborted) return;
    // What a machine that stands still does not answer.
    if (this.#resting && error && id !== 'machine') return;
    const changed = error !== undefined || this.#troubles.has(id);
    if (error) this.#troubles.set(id, error);
    else this.#troubles.delete(id);
    if (changed) this.#options.onTrouble();
  }
}

/** What is known better than that it does not answer stays as it is. */
function unreachable(thrown: unknown): ErrorData {
  if (thrown instanceof AppError) return thrown.toData();
  return new AppError(
    'engine_unreachable',
    `The Docker engine does not answer: ${thrown instanceof Error ? thrown.message : String(thrown)}.`,
    'Pier keeps trying. If it lasts, restart the engine.',
  ).toData();
}
