import { describe, expect, it } from 'vitest';
import { hrefOf, parsePlace } from '../../app/location.ts';
import { fromQuery, keyOf, toQuery } from './log-view-place.ts';

const nothing = { containers: [], projects: [], searching: fromQuery(new URLSearchParams()).searching };

describe('the address of a view of many logs', () => {
  it('comes back as it went, whatever is searched for', () => {
    const place = {
      containers: ['web', 'db_1'],
      projects: ['shop'],
      searching: { typed: '/a&b=c#,%/', regex: true, caseSensitive: true, onlyMatches: true },
    };
    const { parts, query } = parsePlace(hrefOf(['logs'], toQuery(place)));
    expect(parts).toEqual(['logs']);
    expect(fromQuery(query)).toEqual(place);
  });

  it('is bare where nothing was chosen', () => {
    expect(hrefOf(['logs'], toQuery(nothing))).toBe('#/logs');
    expect(keyOf({ ...nothing, searching: { ...nothing.searching, regex: true } })).toBe(keyOf(nothing));
  });
});
