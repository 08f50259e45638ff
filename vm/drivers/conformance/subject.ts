import type { TestContext } from 'vitest';
import type { RunningVm, VmDriver, VmExit } from '../driver.ts';
import { untilEngineAnswers } from './ask-engine.ts';
import type { DriverHarness } from './harness.ts';

const never = () => new AbortController().signal;

/** The installation that the cases go through one after the other, and the machine that runs in it. */
export class Subject {
  driver: VmDriver;
  readonly harness: DriverHarness;
  #vm: RunningVm | undefined;
  #isOver = true;

  constructor(harness: DriverHarness) {
    this.harness = harness;
    this.driver = harness.newDriver();
  }

  async provision(change: Partial<DriverHarness['spec']> = {}, signal = never()): Promise<void> {
    await this.driver.provision({ ...this.harness.spec, ...change }, () => {}, signal);
  }

  /** Starts a machine without waiting for its engine. */
  async start(signal = never()): Promise<RunningVm> {
    return this.keep(await this.driver.start(this.harness.spec, signal));
  }

  /** The machine that runs and answers: the one before, or one that is started now. */
  async running(): Promise<RunningVm> {
    const vm = this.#vm && !this.#isOver ? this.#vm : await this.#startAnew();
    if (vm.pausedBy) await vm.resume();
    await untilEngineAnswers(vm);
    return vm;
  }

  /** No machine runs from here on. */
  async stopped(): Promise<void> {
    if (this.#vm && !this.#isOver) await this.#vm.kill();
  }

  /** This machine is the one that runs now. */
  keep(vm: RunningVm): RunningVm {
    this.#vm = vm;
    this.#isOver = false;
    void vm.exited.then(() => {
      if (this.#vm === vm) this.#isOver = true;
    });
    return vm;
  }

  /** The backend goes and the next one comes: what it finds running. */
  async adoptAnew(): Promise<RunningVm | undefined> {
    this.#vm?.release();
    this.driver = this.harness.newDriver();
    const vm = await this.driver.adopt();
    this.#vm = undefined;
    this.#isOver = true;
    return vm && this.keep(vm);
  }

  async close(): Promise<void> {
    await this.stopped().catch(() => {});
    this.#vm?.release();
    await this.harness.close();
  }

  async #startAnew(): Promise<RunningVm> {
    await this.provision();
    return this.start();
  }
}

/** Its end, or an error where it does not come. */
export async function endOf(vm: RunningVm): Promise<VmExit> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const { shutdownMs } = vm.patience;
    timer = setTimeout(
      () => reject(new Error(`The machine did not end within ${shutdownMs} ms.`)),
      shutdownMs,
    );
  });
  try {
    return await Promise.race([vm.exited, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Leaves the rest of a case out where the driver has no such thing, and says what it lacks. */
export function need<T>(context: TestContext, thing: T, name: string): NonNullable<T> {
  if (thing === undefined || thing === null || thing === false) context.skip(`does not apply: no ${name}`);
  return thing as NonNullable<T>;
}
