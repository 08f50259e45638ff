import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { GraphicsRecord } from './graphics-record.ts';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pier-graphics-'));
  path = join(folder, 'graphics.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const crash = { type: 'GPU', reason: 'crashed' };

it('remembers graphics that crash again and again, for this version alone', () => {
  const record = new GraphicsRecord({ path, version: '1.0.0', now: () => 0 });
  expect(record.isBroken).toBe(false);
  expect([crash, crash, crash].map((each) => record.note(each))).toEqual([false, false, true]);
  expect(new GraphicsRecord({ path, version: '1.0.0' }).isBroken).toBe(true);
  expect(new GraphicsRecord({ path, version: '1.0.1' }).isBroken).toBe(false);
});

it('puts up with crashes that are far apart, and with ends that are none', () => {
  let now = 0;
  const record = new GraphicsRecord({ path, version: '1.0.0', now: () => now });
  for (let at = 0; at < 9; at += 1) {
    now += 400_000;
    record.note(crash);
    record.note({ type: 'GPU', reason: 'clean-exit' });
    record.note({ type: 'GPU', reason: 'killed' });
    record.note({ type: 'Utility', reason: 'crashed' });
  }
  expect(new GraphicsRecord({ path, version: '1.0.0' }).isBroken).toBe(false);
});

it('goes without a record that cannot be read or written', () => {
  writeFileSync(path, '{');
  expect(new GraphicsRecord({ path, version: '1.0.0' }).isBroken).toBe(false);
  const record = new GraphicsRecord({ path: join(folder, 'none', 'graphics.json'), version: '1.0.0' });
  expect([crash, crash, crash].map((each) => record.note(each))).toEqual([false, false, false]);
});
