import { goTo, usePlace } from '../../app/location.ts';

export interface ListFilter<S extends string = string> {
  /** Whose list it is, as the address begins. */
  page: string;
  /** All that the address says. */
  query: Readonly<Record<string, string>>;
  text: string;
  show: S;
  /** Whether it lets everything through. */
  idle: boolean;
  setText(text: string): void;
  setShow(show: S): void;
  clear(): void;
}

/**
 * What narrows a list is in the address: it outlives a reload, and can be linked to.
 * @param page whose list it is, as the address begins
 * @param shows what can be chosen beside the text; the first is what is shown at first
 * @param key of the choice in the address
 */
export function useListFilter<S extends string>(
  page: string,
  shows: readonly [S, ...S[]],
  key = 'show',
): ListFilter<S> {
  const { query } = usePlace();
  const text = query.get('search') ?? '';
  const show = shows.find((each) => each === query.get(key)) ?? shows[0];
  const all = Object.fromEntries(query);
  // What else the address says stays.
  const set = (change: Record<string, string | undefined>) =>
    goTo([page], { ...all, ...change }, { replace: true });
  return {
    page,
    query: all,
    text,
    show,
    idle: text === '' && show === shows[0],
    setText: (search) => set({ search: search || undefined }),
    setShow: (chosen) => set({ [key]: chosen === shows[0] ? undefined : chosen }),
    clear: () => set({ search: undefined, [key]: undefined }),
  };
}
