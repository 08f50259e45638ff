import type { SavedSearch } from '../../../shared/contract/saved-searches.ts';
import { toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';

/** What stands behind "?" in an address. */
export type Query = Record<string, string | undefined>;

export interface SavedSearches {
  searches: readonly SavedSearch[];
  /** Takes the place of one with the same name. */
  save(name: string, query: Query): void;
  forget(name: string): void;
}

const none: readonly SavedSearch[] = [];

/** The searches of a view that a person keeps in this installation, by name: the same in every window. */
export function useSavedSearches(page: string): SavedSearches {
  const connection = useConnection();
  const { value } = useLive((client, signal) => client.savedSearches.watch({}, { signal }), []);
  const tell = (what: string) => (thrown: unknown) =>
    notifyError('saved-searches', what, toAppError(thrown).toData());
  return {
    searches: value?.searches.filter((each) => each.page === page) ?? none,
    save: (name, query) =>
      void connection
        .client()
        .savedSearches.save({ page, name, query: textOf(query) })
        .catch(tell(t.savedSearches.couldNot.save)),
    forget: (name) =>
      void connection
        .client()
        .savedSearches.forget({ page, name })
        .catch(tell(t.savedSearches.couldNot.forget)),
  };
}

/** The same for queries that mean the same, whatever their order. */
export function textOf(query: Query): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1]);
  return new URLSearchParams(given.sort(([a], [b]) => (a < b ? -1 : 1))).toString();
}
