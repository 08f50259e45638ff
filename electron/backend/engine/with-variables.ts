/** The pairs, and those variables whose names are not among them: what a person gives counts. */
export function withVariables<P extends { name: string; value: string | null }>(
  pairs: readonly P[],
  variables: Readonly<Record<string, string>>,
): (P | { name: string; value: string })[] {
  const given = new Set(pairs.map(({ name }) => name.toLowerCase()));
  const added = Object.entries(variables).filter(([name]) => !given.has(name.toLowerCase()));
  return [...pairs, ...added.map(([name, value]) => ({ name, value }))];
}
