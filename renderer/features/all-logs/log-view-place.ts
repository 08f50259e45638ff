import type { Place } from '../../app/location.ts';
import type { Searching } from '../logs/search/searching.ts';

/** All that the view of many logs shows: it has an address, can be saved and opened again. */
export interface LogViewPlace {
  /** Names. */
  containers: readonly string[];
  projects: readonly string[];
  searching: Searching;
}

/** What stands behind `#/logs`. No name of a container or project has a comma. */
export function toQuery({
  containers,
  projects,
  searching,
}: LogViewPlace): Record<string, string | undefined> {
  const { typed, regex, caseSensitive, onlyMatches } = searching;
  const flag = (on: boolean) => (on && typed !== '' ? '1' : undefined);
  return {
    containers: containers.join(',') || undefined,
    projects: projects.join(',') || undefined,
    search: typed || undefined,
    regex: flag(regex),
    case: flag(caseSensitive),
    matches: flag(onlyMatches),
  };
}

export function fromQuery(query: Place['query']): LogViewPlace {
  const list = (name: string) => (query.get(name) ?? '').split(',').filter(Boolean);
  return {
    containers: list('containers'),
    projects: list('projects'),
    searching: {
      typed: query.get('search') ?? '',
      regex: query.get('regex') === '1',
      caseSensitive: query.get('case') === '1',
      onlyMatches: query.get('matches') === '1',
    },
  };
}

/** The same for places that show the same. */
export function keyOf(place: LogViewPlace): string {
  return JSON.stringify(toQuery(place));
}
