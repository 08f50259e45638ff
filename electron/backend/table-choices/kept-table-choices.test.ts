import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentLogger } from '../log/logger.ts';
import { KeptTableChoices } from './kept-table-choices.ts';

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-tables-'));
  path = join(dir, 'table-choices.json');
});
afterEach(() => rmSync(dir, { recursive: true }));

const open = () => new KeptTableChoices({ path, log: silentLogger });
const by = (column: string) => ({ sort: { column, desc: false }, hidden: ['id'], collapsed: [] });

describe('order and columns of tables', () => {
  it('are there for the next backend, and for nobody else of this computer', async () => {
    const kept = open();
    let told = 0;
    kept.onChange(() => {
      told += 1;
    });
    await Promise.all([kept.keep('images', by('size')), kept.keep('volumes', by('name'))]);
    await kept.keep('images', by('name'));
    expect(told).toBe(3);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(await open().all()).toEqual({ images: by('name'), volumes: by('name') });
  });

  it('are forgotten of one table, or of all', async () => {
    const kept = open();
    for (const table of ['images', 'volumes', 'networks']) await kept.keep(table, by('name'));
    await kept.forget('images');
    expect(Object.keys(await open().all())).toEqual(['volumes', 'networks']);
    await kept.forget(undefined);
    expect(await open().all()).toEqual({});
  });

  it('have an end', async () => {
    const kept = open();
    for (let index = 0; index < 200; index += 1) await kept.keep(`t${index}`, by('name'));
    await expect(kept.keep('more', by('name'))).rejects.toMatchObject({ code: 'bad_input' });
  });
});
