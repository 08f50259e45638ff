/** What a live list says at first; it is not followed. */
export async function firstItems<T>(
  updates: AsyncIterable<{ kind: 'snapshot'; items: T[] } | { kind: 'disconnected' }>,
): Promise<T[]> {
  for await (const update of updates) return update.kind === 'snapshot' ? update.items : [];
  return [];
}
