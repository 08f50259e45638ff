import type { CheckOutcome, SelfCheckInfo } from '../../../../shared/contract/diagnostics.ts';
import { AppError, toAppError } from '../../../../shared/errors.ts';
import type { CheckContext, SelfCheck } from './self-check.ts';

const LIMIT_MS = 10_000;

export type CheckItem =
  | { kind: 'started'; checks: SelfCheckInfo[] }
  | { kind: 'ended'; outcome: CheckOutcome };

/** Runs checks side by side, each within its time, and tells of each as it ends. */
export async function* runChecks(
  checks: readonly SelfCheck[],
  context: CheckContext,
  signal: AbortSignal,
): AsyncGenerator<CheckItem, void, void> {
  yield { kind: 'started', checks: checks.map(infoOf) };
  const ended: CheckOutcome[] = [];
  let wake = () => {};
  for (const check of checks) {
    void runCheck(check, context, signal).then((outcome) => {
      ended.push(outcome);
      wake();
    });
  }
  for (let told = 0; told < checks.length && !signal.aborted; ) {
    const outcome = ended[told];
    if (outcome) {
      told += 1;
      yield { kind: 'ended', outcome };
    } else {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
}

/** Never rejects. */
export async function runCheck(
  check: SelfCheck,
  context: CheckContext,
  signal: AbortSignal,
): Promise<CheckOutcome> {
  const { id, limitMs = LIMIT_MS } = check;
  const startedAt = Date.now();
  const tookMs = () => Date.now() - startedAt;
  const limit = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => {
      const message = `Check '${check.title}': no answer within ${limitMs / 1000} s.`;
      reject(new AppError('check_failed', message, 'Check again. If it lasts, save the diagnostics.'));
      limit.abort();
    }, limitMs);
  });
  try {
    const both = AbortSignal.any([signal, limit.signal]);
    const finding = await Promise.race([check.check(context, both), late]);
    return { id, ...finding, tookMs: tookMs() };
  } catch (thrown) {
    const error = explained(check, thrown);
    return { id, status: 'failed', detail: error.message, error: error.toData(), tookMs: tookMs() };
  } finally {
    clearTimeout(timer);
  }
}

function infoOf({ id, title, hint, fatal, repair }: SelfCheck): SelfCheckInfo {
  return { id, title, hint, fatal, ...(repair && { repair: repair.title }) };
}

/** A check that itself goes wrong found no bug of the engine: it says what it met. */
function explained(check: SelfCheck, thrown: unknown): AppError {
  const error = toAppError(thrown);
  if (error.code !== 'internal') return error;
  return new AppError('check_failed', `Check '${check.title}': ${error.message}.`, check.hint, {
    cause: thrown,
  });
}
