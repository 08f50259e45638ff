import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { SavedSearches } from './saved-searches.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-searches-'));
  path = join(dir, 'saved-searches.json');
});
afterEach(() => {
  chmodSync(dir, 0o700);
  rmSync(dir, { recursive: true });
});

const open = (at = path) => new SavedSearches({ path: at, log: silentLogger });
const search = (name: string, page = 'logs', query = 'search=x') => ({ page, name, query });

describe('saved searches', () => {
  it('are kept by name in a file for its owner alone, and told of', async () => {
    const searches = open();
    expect(await searches.all()).toEqual([]);
    let told = 0;
    searches.onChange(() => {
      told += 1;
    });
    await Promise.all([
      searches.save(search('b')),
      searches.save(search('a')),
      searches.save(search('b', 'images')),
    ]);
    await searches.save(search('b', 'logs', 'search=other'));
    expect(told).toBe(4);
    const kept = [search('a'), search('b', 'images'), search('b', 'logs', 'search=other')];
    expect(await open().all()).toEqual(kept);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await searches.forget({ page: 'images', name: 'b' });
    await searches.forget({ page: 'images', name: 'none' });
    expect((await open().all()).map(({ page }) => page)).toEqual(['logs', 'logs']);
  });

  it('has fifty of a view and no more', async () => {
    const searches = open();
    for (let index = 0; index < 50; index++) await searches.save(search(`s${index}`));
    await expect(searches.save(search('one more'))).rejects.toMatchObject({ code: 'bad_input' });
    await searches.save(search('s7', 'logs', 'search=changed'));
    await searches.save(search('one more', 'images'));
    expect(await searches.all()).toHaveLength(51);
  });

  it('keeps a file aside that it does not understand', async () => {
    writeFileSync(path, '{"version": 1, "searches": [{"name": 7}]}');
    const searches = open();
    expect(await searches.all()).toEqual([]);
    await searches.save(search('a'));
    expect(readdirSync(dir).filter((name) => name.includes('.broken-'))).toHaveLength(1);
    expect(JSON.parse(readFileSync(path, 'utf8')).searches).toHaveLength(1);
  });

  it('says that it was not kept where it cannot be written', async () => {
    const searches = open(join(dir, 'none', 'x.json'));
    await expect(searches.save(search('a'))).rejects.toThrow();
    expect(await searches.all()).toEqual([]);
  });
});
