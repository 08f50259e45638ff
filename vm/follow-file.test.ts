import { appendFileSync, mkdtempSync, renameSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followFile } from './follow-file.ts';
import { readLastLines } from './last-lines.ts';

let dir: string;
let path: string;
let stop: AbortController;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-follow-'));
  path = join(dir, 'console.log');
  stop = new AbortController();
});
afterEach(() => {
  stop.abort();
  rmSync(dir, { recursive: true, force: true });
});

/** Follows in the background; what was read so far is in `lines`. */
function follow(from = 0): { lines: string[]; done: Promise<void> } {
  const lines: string[] = [];
  const done = (async () => {
    for await (const batch of followFile(path, from, stop.signal)) lines.push(...batch);
  })();
  return { lines, done };
}

const toBe = (lines: string[], expected: string[]) =>
  vi.waitFor(() => expect(lines).toEqual(expected), { timeout: 20_000 });

describe('followFile', () => {
  it('gives what is there from the place on, then what is added', async () => {
    writeFileSync(path, 'old\nnew\n');
    const { lines } = follow(4);
    await toBe(lines, ['new']);
    appendFileSync(path, 'newer\nhal');
    await toBe(lines, ['new', 'newer']);
    appendFileSync(path, 'f\n');
    await toBe(lines, ['new', 'newer', 'half']);
  });

  it('waits for a file that is not there yet', async () => {
    const { lines } = follow();
    writeFileSync(path, 'first\n');
    await toBe(lines, ['first']);
  });

  it('reads a truncated file from its start', async () => {
    writeFileSync(path, 'one\ntwo\n');
    const { lines } = follow();
    await toBe(lines, ['one', 'two']);
    truncateSync(path, 0);
    appendFileSync(path, 'three\n');
    await toBe(lines, ['one', 'two', 'three']);
  });

  it('goes on with the file that took the place of a rotated one', async () => {
    writeFileSync(path, 'one\n');
    const { lines } = follow();
    await toBe(lines, ['one']);
    renameSync(path, `${path}.1`);
    writeFileSync(path, 'two, longer than what was there before\n');
    await toBe(lines, ['one', 'two, longer than what was there before']);
  });

  it('ends when it is told to, also while it waits', async () => {
    const { done } = follow();
    stop.abort();
    await done;
  });
});

describe('readLastLines', () => {
  it('gives the last lines and the place to go on from', async () => {
    writeFileSync(path, 'a\nb\nc\n');
    expect(await readLastLines(path, 2)).toEqual({ lines: ['b', 'c'], end: 6 });
    expect(await readLastLines(path, 0)).toEqual({ lines: [], end: 6 });
    expect(await readLastLines(path, 9)).toEqual({ lines: ['a', 'b', 'c'], end: 6 });
  });

  it('has none of a file that does not exist', async () => {
    expect(await readLastLines(path, 5)).toEqual({ lines: [], end: 0 });
  });

  it('reads no more than the end of a large file, and begins with a whole line', async () => {
    const line = `${'x'.repeat(99)}\n`;
    writeFileSync(path, line.repeat(100_000));
    const { lines } = await readLastLines(path, 100_000_000 / 1024);
    expect(lines.every((text) => text.length === 99)).toBe(true);
    expect((await readLastLines(path, 3)).lines).toHaveLength(3);
  });
});
