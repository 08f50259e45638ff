import type { MachineStep } from '../../../shared/contract/machine.ts';
import { AppError, type ErrorData, toAppError } from '../../../shared/errors.ts';
import type {
  Requirement,
  RunningVm,
  StepReport,
  VmDriver,
  VmExit,
  VmSpec,
} from '../../../vm/drivers/driver.ts';
import { raceAbort, waitUntilHolds } from './readiness.ts';

/** The last question, asked for the reason in the message. */
const LAST_ASK_MS = 2000;

export interface BootListener {
  onProvision(step: StepReport): void;
  onStep(step: MachineStep): void;
  /** Something holds the boot up; undefined when it is over. */
  onTrouble(error: ErrorData | undefined): void;
}

/**
 * Checks the host, makes what is missing and starts the machine; the engine does not answer yet.
 * @throws AppError of the first fatal check that fails, or of the driver
 */
export async function launchMachine(
  driver: VmDriver,
  spec: VmSpec,
  listener: BootListener,
  signal: AbortSignal,
): Promise<RunningVm> {
  listener.onStep({ id: 'check', title: 'Checking this computer' });
  const checks = await raceAbort(driver.preflight(), signal);
  const failed = checks.find((check) => check.fatal && !check.ok);
  if (failed) throw errorOfCheck(failed.title, failed.error);
  await driver.provision(spec, (step) => listener.onProvision(step), signal);
  signal.throwIfAborted();
  listener.onStep({ id: 'machine', title: 'Starting the machine' });
  return driver.start(spec, signal);
}

function errorOfCheck(title: string, error: ErrorData | undefined): AppError {
  if (error) return AppError.fromData(error);
  return new AppError(
    'machine_start_failed',
    `Start the machine: the check '${title}' failed.`,
    'See the log.',
  );
}

/**
 * Resolves when the engine of a booting machine answers. Rejects when the machine ends, the guest reports a
 * failure, its time is up, or the signal is aborted; the machine is left as it is. While the driver knows what holds
 * it up (a full disk of the host) no time passes.
 */
export async function waitForEngine(
  vm: RunningVm,
  engine: Requirement,
  limitMs: number,
  listener: BootListener,
  signal: AbortSignal,
): Promise<void> {
  const over = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const startClock = () => {
    timer = setTimeout(() => over.abort('timeout'), limitMs);
  };
  startClock();
  const offs = [
    vm.onStep((step) => listener.onStep({ id: step.id, title: step.title })),
    vm.onGuestFailure((error) => over.abort(AppError.fromData(error))),
    vm.onTrouble((trouble) => {
      clearTimeout(timer);
      // The whole of it: the guest, too, has waits of its own that were cut short.
      if (!trouble) startClock();
      listener.onTrouble(trouble);
    }),
  ];
  const onAbort = () => over.abort(signal.reason);
  if (signal.aborted) onAbort();
  signal.addEventListener('abort', onAbort, { once: true });
  void vm.exited.then((exit) => over.abort(exitedEarly(exit)));
  try {
    await waitUntilHolds(engine, vm.patience.answerMs, over.signal);
  } catch (reason) {
    throw reason === 'timeout' ? await startTimeout(vm, engine, limitMs) : toAppError(reason);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', onAbort);
    for (const off of offs) off();
  }
}

function exitedEarly(exit: VmExit): AppError {
  const how = exit.signal ? `was ended by ${exit.signal}` : `ended with code ${exit.code ?? 'unknown'}`;
  return new AppError(
    'machine_start_failed',
    `Start the machine: it ${how} before its engine answered.`,
    'Start it again. If it ends again, the last lines say why.',
    { lastLines: exit.lastLines },
  );
}

async function startTimeout(vm: RunningVm, engine: Requirement, limitMs: number): Promise<AppError> {
  const reason = await engine.check(LAST_ASK_MS).then(
    () => 'it began to answer just now',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return new AppError(
    'machine_start_timeout',
    `Start the machine: the engine did not answer within ${Math.round(limitMs / 1000)} s (${reason}).`,
    'Start it again; on a busy computer close other programs first. If it lasts, the lines of the console say what it waits for.',
    { lastLines: await vm.lastLines() },
  );
}
