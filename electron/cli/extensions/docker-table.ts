/** A column of the docker command's is that wide at least, and its text that far from the next, in characters. */
const MIN_WIDTH = 20;
const GAP = 3;

/** A table as the docker command prints it. @param rows the head first */
export function dockerTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(MIN_WIDTH, ...rows.map((row) => (row[column]?.length ?? 0) + GAP)),
  );
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('')
          .trimEnd()}\n`,
    )
    .join('');
}
