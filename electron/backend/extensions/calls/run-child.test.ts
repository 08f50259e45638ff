import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ExecOutput } from './exec-output.ts';
import { runChild } from './run-child.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'pier-child-'));
});
afterAll(() => rmSync(home, { recursive: true }));

/** Runs a script, and ends what it left running in a session of its own, whose number it has written to `left`. */
async function leave(
  script: string,
  work: (run: { ended: Promise<number | null>; output: ExecOutput; giveUp(): void }) => Promise<void>,
): Promise<void> {
  const left = join(home, 'left');
  const end = new AbortController();
  const output = new ExecOutput();
  const ended = runChild('/bin/sh', ['-c', script], {
    ...{ cwd: home, env: process.env, signal: end.signal, output },
  });
  try {
    await work({ ended, output, giveUp: () => end.abort() });
  } finally {
    process.kill(Number(readFileSync(left, 'utf8')), 'SIGKILL');
  }
}

const LEAVES = 'setsid sleep 600 & echo $! > left;';
const { signal } = new AbortController();

async function said(output: ExecOutput): Promise<unknown[]> {
  const items: unknown[] = [];
  for await (const item of output.items(signal)) items.push(item);
  return items;
}

it('a program that leaves another running has ended when it has, with all that it said', () =>
  leave(`${LEAVES} echo gone; exit 4`, async ({ ended, output }) => {
    expect(await ended).toBe(4);
    expect(await said(output)).toEqual([{ stdout: 'gone\n' }, { code: 4, signal: null }]);
  }));

it('loses nothing where it is read slowly', () =>
  leave(`${LEAVES} head -c 1000000 /dev/zero`, async ({ ended, output }) => {
    // Longer than the rest of its output would have.
    await new Promise((resolve) => setTimeout(resolve, 700));
    let length = 0;
    for (const item of await said(output)) length += (item as { stdout?: string }).stdout?.length ?? 0;
    expect(await ended).toBe(0);
    expect(length).toBe(1_000_000);
  }));

it('one that is given up has ended after its time', { timeout: 20_000 }, () =>
  leave(`${LEAVES} echo on; sleep 600`, async ({ ended, output, giveUp }) => {
    for await (const _ of output.items(signal)) break;
    giveUp();
    expect(await ended).toBe(null);
  }),
);
