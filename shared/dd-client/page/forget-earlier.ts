const MARK = 'pier:installed-at';

/**
 * An extension that was removed leaves nothing for the one that is installed after it: what its page has stored belongs
 * to the origin and is in the browser, where nobody else can remove it. An update keeps it.
 */
export function forgetEarlier(
  page: Pick<Window, 'localStorage'> & Partial<Pick<typeof globalThis, 'indexedDB' | 'caches'>>,
  installedAt: number,
): void {
  let before: string | null;
  try {
    before = page.localStorage.getItem(MARK);
    if (before === String(installedAt)) return;
    if (before !== null) page.localStorage.clear();
    page.localStorage.setItem(MARK, String(installedAt));
  } catch {
    // A browser that stores nothing has nothing to forget.
    return;
  }
  if (before === null) return;
  const { indexedDB, caches } = page;
  const forget = async () => {
    for (const { name } of (await indexedDB?.databases?.()) ?? []) if (name) indexedDB?.deleteDatabase(name);
    for (const name of (await caches?.keys()) ?? []) await caches?.delete(name);
  };
  forget().catch(() => {});
}
