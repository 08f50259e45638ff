import { describe, expect, it } from 'vitest';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { filterVolumes, shortName } from './volume-list.ts';

const volume = (name: string, more: Partial<VolumeSummary> = {}): VolumeSummary => ({
  name,
  driver: 'local',
  scope: 'local',
  mountpoint: '',
  labels: {},
  options: {},
  anonymous: false,
  usedBy: [],
  ...more,
});

describe('filterVolumes', () => {
  const user = { id: '1', name: 'db', state: 'running', path: '/x', readOnly: false } as const;
  const all = [volume('shop-data', { usedBy: [user] }), volume('cache', { labels: { team: 'Blue' } })];
  const names = (text: string, show: 'all' | 'used' | 'unused' = 'all') =>
    filterVolumes(all, text, show).map(({ name }) => name);

  it('finds by name, label and container, all words of them', () => {
    expect(names('SHOP')).toEqual(['shop-data']);
    expect(names('team=blue')).toEqual(['cache']);
    expect(names('db data')).toEqual(['shop-data']);
    expect(names('db cache')).toEqual([]);
  });

  it('tells used from unused', () => {
    expect(names('', 'used')).toEqual(['shop-data']);
    expect(names('', 'unused')).toEqual(['cache']);
  });
});

it('shortens what no person named', () => {
  expect(shortName(volume('a'.repeat(64), { anonymous: true }))).toBe('aaaaaaaaaaaa…');
  expect(shortName(volume('a'.repeat(64)))).toHaveLength(64);
});
