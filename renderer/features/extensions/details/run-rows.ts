import type { ExtensionRun } from '../../../../shared/contract/extensions.ts';

export const RUN_SHOWS = ['all', 'docker', 'container', 'host', 'refused'] as const;
export type RunShow = (typeof RUN_SHOWS)[number];

export interface RunRow extends ExtensionRun {
  /** The same while more is added. */
  id: string;
}

/** @param runs newest first */
export function toRunRows(runs: readonly ExtensionRun[]): RunRow[] {
  const seen = new Map<number, number>();
  const rows = runs.toReversed().map((run) => {
    const count = seen.get(run.at) ?? 0;
    seen.set(run.at, count + 1);
    return { ...run, id: `${run.at}-${String(count).padStart(4, '0')}` };
  });
  return rows.reverse();
}

export function findRuns(rows: readonly RunRow[], { text, show }: { text: string; show: RunShow }): RunRow[] {
  const wanted = text.trim().toLowerCase();
  return rows.filter(
    ({ command, where, refused }) =>
      (show === 'all' || (show === 'refused' ? refused : where === show)) &&
      command.toLowerCase().includes(wanted),
  );
}
