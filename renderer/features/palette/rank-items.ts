import type { PaletteItem } from './palette-item.ts';

const SHOWN = 60;

/**
 * The items that hold every word of `text`, the best first: a title that begins with it, a word that begins with it,
 * the rest. Items of one group stay together, with the group of the best one first.
 */
export function rankItems(items: readonly PaletteItem[], text: string): PaletteItem[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return groupTogether(items.filter((item) => !item.onlySearched)).slice(0, SHOWN);
  const wanted = words.map((word) => ({
    word,
    beginsWord: new RegExp(`[^a-z0-9]${escapeRegExp(word)}`),
  }));
  const ranked = items
    .flatMap((item, index) => {
      const score = scoreOf(item, wanted);
      return score === 0 ? [] : [{ item, score, index }];
    })
    .sort((a, b) => b.score - a.score || a.index - b.index)
    .slice(0, SHOWN)
    .map(({ item }) => item);
  return groupTogether(ranked);
}

function scoreOf(
  { title, detail = '' }: PaletteItem,
  wanted: readonly { word: string; beginsWord: RegExp }[],
): number {
  const name = title.toLowerCase();
  const rest = detail.toLowerCase();
  let score = 0;
  for (const { word, beginsWord } of wanted) {
    if (name.startsWith(word)) score += 8;
    else if (beginsWord.test(name)) score += 5;
    else if (name.includes(word)) score += 3;
    else if (rest.includes(word)) score += 1;
    else return 0;
  }
  // Of two that fit equally, the shorter is meant more often.
  return score + 1 / (1 + name.length);
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function groupTogether(items: readonly PaletteItem[]): PaletteItem[] {
  const groups = new Map<string, PaletteItem[]>();
  for (const item of items) {
    const group = groups.get(item.group);
    if (group) group.push(item);
    else groups.set(item.group, [item]);
  }
  return [...groups.values()].flat();
}
