/** What a person searches a log for, and how. */
export interface Searching {
  /** As typed. */
  typed: string;
  regex: boolean;
  caseSensitive: boolean;
  /** Lines without a match are not shown. */
  onlyMatches: boolean;
}

export const noSearching: Searching = { typed: '', regex: false, caseSensitive: false, onlyMatches: false };
