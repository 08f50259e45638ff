import { useCallback, useState } from 'react';
import { fromQuery, type LogViewPlace, toQuery } from './log-view-place.ts';

export interface SavedSearch {
  name: string;
  place: LogViewPlace;
}

export interface SavedSearches {
  searches: readonly SavedSearch[];
  /** Takes the place of one with the same name. */
  save(name: string, place: LogViewPlace): void;
  forget(name: string): void;
}

const KEY = 'pier-log-searches';
/** A menu is no place for more. */
const LIMIT = 50;

/** Searches that a person keeps, on this computer, by name. */
export function useSavedSearches(): SavedSearches {
  const [searches, setSearches] = useState(readSearches);
  const change = useCallback((next: (before: readonly SavedSearch[]) => readonly SavedSearch[]) => {
    setSearches((before) => {
      const after = next(before);
      keepSearches(after);
      return after;
    });
  }, []);
  return {
    searches,
    save: (name, place) =>
      change((before) =>
        [...before.filter((each) => each.name !== name), { name, place }]
          .sort((a, b) => a.name.localeCompare(b.name))
          .slice(0, LIMIT),
      ),
    forget: (name) => change((before) => before.filter((each) => each.name !== name)),
  };
}

/** Kept as addresses: what they mean is written in one place only. */
function readSearches(): readonly SavedSearch[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? '[]');
    return (Array.isArray(kept) ? kept : []).flatMap((each: unknown) => {
      const { name, query } = (each ?? {}) as Record<string, unknown>;
      if (typeof name !== 'string' || typeof query !== 'string') return [];
      return [{ name, place: fromQuery(new URLSearchParams(query)) }];
    });
  } catch {
    return [];
  }
}

function keepSearches(searches: readonly SavedSearch[]): void {
  try {
    const kept = searches.map(({ name, place }) => {
      const given = Object.entries(toQuery(place)).filter((entry): entry is [string, string] => !!entry[1]);
      return { name, query: new URLSearchParams(given).toString() };
    });
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // Without storage they are kept as long as the view is open.
  }
}
