import { IconBox } from '@tabler/icons-react';
import { describe, expect, it } from 'vitest';
import type { PaletteItem } from './palette-item.ts';
import { rankItems } from './rank-items.ts';

const item = (title: string, group = 'a', rest: Partial<PaletteItem> = {}): PaletteItem => ({
  id: `${group} ${title}`,
  title,
  group,
  icon: IconBox,
  perform: () => {},
  ...rest,
});
const titles = (items: PaletteItem[], text: string) => rankItems(items, text).map(({ title }) => title);

describe('rankItems', () => {
  it('lists what may be listed without a search, group by group', () => {
    const items = [item('1', 'a'), item('2', 'b'), item('3', 'a'), item('4', 'b', { onlySearched: true })];
    expect(titles(items, ' ')).toEqual(['1', '3', '2']);
  });

  it('prefers the beginning of a title, then of a word, then what it holds, then its detail', () => {
    const items = [
      item('x', 'a', { detail: 'shop' }),
      item('bishop'),
      item('my-shop'),
      item('shop'),
      item('shopping'),
    ];
    expect(titles(items, 'Shop')).toEqual(['shop', 'shopping', 'my-shop', 'bishop', 'x']);
  });

  it('wants every word, in any order', () => {
    const items = [item('Stop: web'), item('Stop: db'), item('Start: web')];
    expect(titles(items, 'web stop')).toEqual(['Stop: web']);
    expect(titles(items, 'web nothing')).toEqual([]);
  });

  it('takes what is typed as text, not as a pattern', () => {
    expect(titles([item('a.b'), item('axb')], '(a.b')).toEqual([]);
    expect(titles([item('a.b'), item('axb')], 'a.b')).toEqual(['a.b']);
  });
});
