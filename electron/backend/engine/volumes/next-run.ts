import type { ExportPlan } from '../../../../shared/contract/volumes.ts';

/**
 * The first moment after `after` that a plan names, in milliseconds since the epoch. In this computer's time: where a
 * clock change leaves out an hour, what was planned in it runs an hour later.
 */
export function nextRun(plan: Pick<ExportPlan, 'every' | 'weekday' | 'time'>, after: number): number {
  const [hours = 0, minutes = 0] = plan.time.split(':').map(Number);
  const next = new Date(after);
  next.setHours(hours, minutes, 0, 0);
  const isDay = () => plan.every === 'daily' || next.getDay() === plan.weekday;
  while (next.getTime() <= after || !isDay()) {
    next.setDate(next.getDate() + 1);
    next.setHours(hours, minutes, 0, 0);
  }
  return next.getTime();
}
