import type { CheckOutcome } from '../../../shared/contract/diagnostics.ts';
import type { Checks } from './use-checks.ts';

/** What the checks say all together. `broken`: they could not be run to their end. */
export type Verdict = 'busy' | 'broken' | 'bad' | 'warn' | 'ok';

export function verdictOf({ checks, outcomes, running, error }: Omit<Checks, 'run'>): Verdict {
  if (running.size > 0) return 'busy';
  if (error) return 'broken';
  if (checks.length === 0) return 'busy';
  const failed = checks.filter(({ id }) => outcomes.get(id)?.status === 'failed');
  if (failed.length === 0) return 'ok';
  return failed.some(({ fatal }) => fatal) ? 'bad' : 'warn';
}

/** How one of them looks. One that was never looked at turns no wheel. */
export function lookOf(
  fatal: boolean,
  outcome: CheckOutcome | undefined,
  running: boolean,
): 'running' | 'ok' | 'skipped' | 'unknown' | 'warn' | 'bad' {
  if (running) return 'running';
  if (!outcome) return 'unknown';
  if (outcome.status === 'failed') return fatal ? 'bad' : 'warn';
  return outcome.status;
}
