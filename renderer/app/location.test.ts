import { describe, expect, it } from 'vitest';
import { hrefOf, parsePlace } from './location.ts';

describe('places', () => {
  it.each([
    [['images', 'sha256:ab', 'layers'], {}],
    [['volumes', 'a/b c?#%'], { search: '/x & y/', empty: '' }],
    [[], {}],
  ])('%j with %j survives its address', (parts, query) => {
    const place = parsePlace(hrefOf(parts, query));
    expect(place.parts).toEqual(parts);
    expect(Object.fromEntries(place.query)).toEqual(query);
  });

  it('leaves out what is undefined', () => expect(hrefOf(['logs'], { q: undefined })).toBe('#/logs'));

  it.each([
    ['', []],
    ['#', []],
    ['#content', ['content']],
    ['#//logs//', ['logs']],
    ['#/%E0%A4%A', ['%E0%A4%A']],
  ])('%j is %j', (hash, parts) => expect(parsePlace(hash).parts).toEqual(parts));
});
