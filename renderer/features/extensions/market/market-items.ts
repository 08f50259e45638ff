import type { CatalogueEntry } from '../../../../shared/contract/extension-catalogue.ts';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { t } from '../../../i18n/index.ts';

export interface MarketItem {
  entry: CatalogueEntry;
  /** The one of its name that is installed. */
  installed: Extension | undefined;
}

/** The entries that have all words of a search in what is written of them, and are of a category; "" is any. */
export function findInMarket(
  entries: readonly CatalogueEntry[],
  wanted: { text: string; category: string },
): CatalogueEntry[] {
  const words = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
  return entries.filter((entry) => {
    if (wanted.category !== '' && !entry.categories.includes(wanted.category)) return false;
    const { title, description, vendor, repository, categories } = entry;
    const all = [title, description, vendor, repository, ...categories.map(categoryTitle)]
      .join('\n')
      .toLowerCase();
    return words.every((word) => all.includes(word));
  });
}

/** Those that there are, with how many of each, by their titles. */
export function categoriesOf(entries: readonly CatalogueEntry[]): { id: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const id of entries.flatMap(({ categories }) => categories)) counts.set(id, (counts.get(id) ?? 0) + 1);
  return [...counts]
    .map(([id, count]) => ({ id, count }))
    .sort((a, b) => categoryTitle(a.id).localeCompare(categoryTitle(b.id)));
}

/** For people: "ci-cd" is "CI/CD"; one that nobody knows as it is written. */
export function categoryTitle(id: string): string {
  return Object.hasOwn(t.market.categories, id)
    ? (t.market.categories[id] ?? id)
    : id.charAt(0).toUpperCase() + id.slice(1).replaceAll('-', ' ');
}
