import { describe, expect, it } from 'vitest';
import { arrangeRows, sortItems } from './arrange-rows.ts';
import type { Column } from './column.ts';

interface Ship {
  name: string;
  fleet?: string;
}
const columns: Column<Ship>[] = [
  {
    id: 'name',
    title: 'Name',
    width: '1fr',
    cell: () => null,
    compare: (a, b) => a.name.localeCompare(b.name),
  },
];
const ship = (name: string, fleet?: string): Ship => (fleet === undefined ? { name } : { name, fleet });
const options = (expanded: boolean) => ({
  getId: ({ name }: Ship) => name,
  groupOf: ({ fleet }: Ship) => (fleet === undefined ? undefined : { key: fleet, title: fleet }),
  isExpanded: () => expanded,
});

describe('sortItems', () => {
  const items = [ship('b'), ship('a'), ship('c')];
  it('sorts up and down and leaves the list itself alone', () => {
    const names = (desc: boolean) =>
      sortItems(items, columns, { column: 'name', desc }).map(({ name }) => name);
    expect(names(false)).toEqual(['a', 'b', 'c']);
    expect(names(true)).toEqual(['c', 'b', 'a']);
    expect(items.map(({ name }) => name)).toEqual(['b', 'a', 'c']);
  });
  it('keeps the order where the column cannot be sorted', () =>
    expect(sortItems(items, columns, { column: 'none', desc: false })).toEqual(items));
});

describe('arrangeRows', () => {
  const items = [ship('a'), ship('b', 'north'), ship('c'), ship('d', 'north')];
  const keys = (expanded: boolean) => arrangeRows(items, options(expanded)).map(({ key }) => key);
  it('puts a group where its first item stands', () =>
    expect(keys(true)).toEqual(['a', 'group:north', 'b', 'd', 'c']));
  it('leaves out the items of a collapsed group, which still knows them', () => {
    expect(keys(false)).toEqual(['a', 'group:north', 'c']);
    const [, group] = arrangeRows(items, options(false));
    expect(group?.kind === 'group' && group.items.length).toBe(2);
  });
});
