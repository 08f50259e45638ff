import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DiskSwap } from './disk-swap.ts';

let dir: string;
let disk: string;
let swap: DiskSwap;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-swap-'));
  disk = join(dir, 'data.raw');
  swap = new DiskSwap(() => disk);
});
afterEach(() => rmSync(dir, { recursive: true }));

const put = (name: string, text: string) => writeFileSync(join(dir, name), text);
const content = () => readFileSync(disk, 'utf8');

describe('DiskSwap', () => {
  it('keeps the disk before until the new one is confirmed', async () => {
    put('data.raw', 'old');
    put('data.raw.incoming', 'new');
    await swap.exchange();
    expect([content(), swap.isPending]).toEqual(['new', true]);
    await swap.confirm();
    expect(readdirSync(dir)).toEqual(['data.raw']);
    expect(swap.isPending).toBe(false);
  });

  it('puts the disk before back', async () => {
    put('data.raw', 'old');
    put('data.raw.incoming', 'new');
    await swap.exchange();
    expect(await swap.rollBack()).toBe(true);
    expect(content()).toBe('old');
    expect(readdirSync(dir)).toEqual(['data.raw']);
    expect(await swap.rollBack()).toBe(false);
  });

  it('leaves the disk in its place where there is none to take it', async () => {
    put('data.raw', 'old');
    await expect(swap.exchange()).rejects.toMatchObject({ code: 'ENOENT' });
    expect(readdirSync(dir)).toEqual(['data.raw']);
    expect(content()).toBe('old');
  });

  it('goes back to the last one that has started, however many have not', async () => {
    put('data.raw', 'proved');
    put('data.raw.incoming', 'first try');
    await swap.exchange();
    put('data.raw.incoming', 'second try');
    await swap.exchange();
    expect(content()).toBe('second try');
    await swap.rollBack();
    expect(content()).toBe('proved');
  });

  it('is the first disk where there was none', async () => {
    put('data.raw.incoming', 'new');
    await swap.exchange();
    expect([content(), swap.isPending]).toEqual(['new', false]);
  });

  it('leaves a disk wherever it is interrupted', async () => {
    // While the new one is made.
    put('data.raw', 'old');
    put('data.raw.incoming', 'ha');
    put('data.raw.incoming.part', 'h');
    expect(await swap.recover()).toBe('nothing');
    expect(readdirSync(dir)).toEqual(['data.raw']);
    // Between the renames.
    rmSync(disk);
    put('data.raw.previous', 'old');
    put('data.raw.incoming', 'new');
    expect(await swap.recover()).toBe('put back');
    expect(content()).toBe('old');
    // Before the new one has started.
    put('data.raw.previous', 'older');
    expect(await swap.recover()).toBe('pending');
    expect([content(), existsSync(swap.previous)]).toEqual(['old', true]);
  });
});
