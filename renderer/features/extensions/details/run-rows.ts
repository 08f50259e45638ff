import type { ExtensionRun } from '../../../../shared/contract/extensions.ts';

export const RUN_SHOWS = ['all', 'docker', 'container', 'host', 'refused'] as const;
export type RunShow = (typeof RUN_SHOWS)[number];

export interface RunRow extends ExtensionRun {
  /** The same while more is added. */
  id: string;
}

/** @param runs newest first */
export function toRunRows(runs: readonly ExtensionRun[]): RunRow[] {
  const seen = new Map<string, number>();
  const rows = runs.toReversed().map((run) => {
    // What is run again takes the place of what it was: its row stays the same.
    const first = `${run.firstAt ?? run.at}`;
    const key = `${first} ${run.where} ${run.refused} ${run.command}`;
    const count = seen.get(key) ?? 0;
    seen.set(key, count + 1);
    return { ...run, id: `${key} ${count}` };
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
