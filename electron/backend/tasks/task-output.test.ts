import { expect, it } from 'vitest';
import { TaskOutput } from './task-output.ts';

async function linesOf(output: TaskOutput): Promise<string[]> {
  const lines: string[] = [];
  output.end();
  for await (const batch of output.read(new AbortController().signal)) {
    lines.push(...batch.lines.map(({ text }) => text));
  }
  return lines;
}

it('keeps the newest lines, few of them where they are long', async () => {
  const many = new TaskOutput();
  for (let line = 0; line < 30_000; line += 1) many.write('stdout', String(line));
  const kept = await linesOf(many);
  expect(kept.at(-1)).toBe('29999');
  expect(kept.length).toBeLessThanOrEqual(22_000);
  expect(kept.length).toBeGreaterThanOrEqual(20_000);

  const long = new TaskOutput();
  const megabyte = 'x'.repeat(1024 * 1024);
  for (let line = 0; line < 12; line += 1) long.write('stdout', `${line} ${megabyte}`);
  const few = await linesOf(long);
  expect(few.length).toBeLessThanOrEqual(4);
  expect(few.at(-1)?.startsWith('11 ')).toBe(true);
});

it('keeps the newest line, however long, and the last ones of what ended long ago', async () => {
  const output = new TaskOutput();
  output.write('stderr', 'y'.repeat(6 * 1024 * 1024));
  expect(await linesOf(output)).toHaveLength(1);
  const old = new TaskOutput();
  for (let line = 0; line < 500; line += 1) old.write('stdout', String(line));
  old.shorten(2);
  expect(await linesOf(old)).toEqual(['498', '499']);
});
