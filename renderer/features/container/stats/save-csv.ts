import type { StatsSeries } from '../../../../shared/contract/stats.ts';
import { toCsv } from './stats-record.ts';

/** Hands the readings to the browser as a file. */
export function saveCsv(name: string, series: StatsSeries): void {
  const address = URL.createObjectURL(new Blob([toCsv(series)], { type: 'text/csv' }));
  const link = document.createElement('a');
  link.href = address;
  link.download = `${name}-stats-${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}.csv`;
  link.click();
  // The browser has taken it by then.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
