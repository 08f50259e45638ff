import { useSyncExternalStore } from 'react';

/** Where a person is: `#/images/sha256:…/layers?search=x` is `['images', 'sha256:…', 'layers']` and a query. */
export interface Place {
  /** Decoded. Empty at the start. */
  parts: readonly string[];
  query: URLSearchParams;
}

/**
 * The address behind "#", so that one page serves the desktop app and every host: links can be kept, sent and opened
 * again, and the browser's own back and forward work.
 */
export function hrefOf(parts: readonly string[], query: Record<string, string | undefined> = {}): string {
  const given = Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const search = new URLSearchParams(given).toString();
  return `#/${parts.map(encodeURIComponent).join('/')}${search && `?${search}`}`;
}

/** Goes to a place. `replace` leaves the present one out of the history: for what a person types or narrows. */
export function goTo(
  parts: readonly string[],
  query?: Record<string, string | undefined>,
  options: { replace?: boolean } = {},
): void {
  const href = hrefOf(parts, query);
  if (href === window.location.hash) return;
  if (options.replace) {
    window.history.replaceState(window.history.state, '', href);
    window.dispatchEvent(new HashChangeEvent('hashchange'));
  } else {
    window.location.hash = href;
  }
}

/** @param hash of a URL. What cannot be decoded stays as it is. */
export function parsePlace(hash: string): Place {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?', 2);
  return { parts: path.split('/').filter(Boolean).map(decode), query: new URLSearchParams(search) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

let seen = { hash: '#', place: parsePlace('') };

/** The same object while the address is the same. */
function currentPlace(): Place {
  const { hash } = window.location;
  if (hash !== seen.hash) seen = { hash, place: parsePlace(hash) };
  return seen.place;
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  window.addEventListener('popstate', listener);
  return () => {
    window.removeEventListener('hashchange', listener);
    window.removeEventListener('popstate', listener);
  };
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, currentPlace);
}
