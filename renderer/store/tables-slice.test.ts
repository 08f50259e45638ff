import { describe, expect, it } from 'vitest';
import { chooseTable, initialTables, reduceTables, settleTable } from './tables-slice.ts';

const by = (column: string) => ({ sort: { column, desc: false }, hidden: [], collapsed: [] });

describe('choices of tables', () => {
  it('are what the backend has, and the same objects where nothing changed', () => {
    const first = reduceTables(initialTables, { images: by('name'), tags: by('name') });
    const second = reduceTables(first, { images: by('name') });
    expect(second.byId).toEqual({ images: by('name') });
    expect(second.byId.images).toBe(first.byId.images);
  });

  it('do not jump back to what the backend tells of an earlier click', () => {
    let tables = reduceTables(initialTables, { images: by('name') });
    tables = chooseTable(chooseTable(tables, 'images', by('size')), 'images', by('created'));
    tables = settleTable(tables, 'images');
    tables = reduceTables(tables, { images: by('size'), tags: by('name') });
    expect(tables.byId).toEqual({ images: by('created'), tags: by('name') });
    tables = reduceTables(settleTable(tables, 'images'), { images: by('created') });
    expect(tables).toEqual({ byId: { images: by('created') }, pending: {} });
  });

  it('that are taken back stay so while the backend still has them', () => {
    let tables = reduceTables(initialTables, { images: by('name') });
    tables = reduceTables(chooseTable(tables, 'images', undefined), { images: by('name') });
    expect(tables.byId).toEqual({});
  });
});
