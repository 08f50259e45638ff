import { expect, it } from 'vitest';
import type { MapContainer, MapNetwork, NetworkMapLayout } from './layout-map.ts';
import { nodeAfter, nodeColumns, related } from './map-keys.ts';

const container = (id: string, side: 'left' | 'right', y: number, on: string[]) =>
  ({ kind: 'container', id, side, y, on: on.map((network) => ({ network })) }) as MapContainer;
const network = (id: string, y: number) => ({ kind: 'network', id, y }) as MapNetwork;

const map: NetworkMapLayout = {
  width: 0,
  height: 0,
  links: [],
  networks: [network('N', 10), network('M', 60)],
  containers: [
    container('b', 'left', 40, ['N']),
    container('a', 'left', 0, ['N', 'M']),
    container('c', 'right', 20, ['M']),
    container('d', 'right', 60, ['N']),
  ],
};
const columns = nodeColumns(map);
const after = (id: string, key: string) => nodeAfter(columns, id, key)?.id;

it('moves up and down in a column, and across to what a line leads to', () => {
  expect(columns.map((column) => column.map(({ id }) => id))).toEqual([
    ['a', 'b'],
    ['N', 'M'],
    ['c', 'd'],
  ]);
  expect(after('a', 'ArrowDown')).toBe('b');
  expect(after('a', 'ArrowUp')).toBeUndefined();
  expect(after('a', 'ArrowLeft')).toBeUndefined();
  expect(after('b', 'ArrowRight')).toBe('N');
  expect(after('M', 'ArrowRight')).toBe('c');
  expect(after('N', 'ArrowRight')).toBe('d');
  expect(after('N', 'End')).toBe('M');
  expect(after('gone', 'ArrowDown')).toBe('a');
});

it('lights a node and what it has a line to', () => {
  expect([...related(map, 'N')].sort()).toEqual(['N', 'a', 'b', 'd']);
  expect([...related(map, 'a')].sort()).toEqual(['M', 'N', 'a']);
  expect(related(map, undefined).size).toBe(0);
});
