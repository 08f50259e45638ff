import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { limiter } from './limit.ts';
import { watchFiles } from './watch-files.ts';

it('tells of a file that is written, replaced and removed, and of no other', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'pier-compose-'));
  const file = join(dir, 'compose.yaml');
  await writeFile(file, '1');
  let told: () => void = () => {};
  let count = 0;
  const end = watchFiles([file, join(dir, 'gone', 'x')], () => {
    count += 1;
    told();
  });
  const next = async (change: () => Promise<void>) => {
    const change$ = new Promise<void>((resolve) => {
      told = resolve;
    });
    await change();
    await change$;
  };
  await next(() => writeFile(file, '2'));
  await next(async () => {
    await writeFile(join(dir, 'other'), '3');
    await rename(join(dir, 'other'), file);
  });
  await next(() => rm(file));
  end();
  // A busy machine may spread one change over more than one moment.
  expect(count).toBeGreaterThanOrEqual(3);
  await rm(dir, { recursive: true });
});

it('lets so many run at once', async () => {
  const limited = limiter(2);
  let running = 0;
  let most = 0;
  const outcomes = await Promise.allSettled(
    [1, 2, 3, 4, 5].map((item) =>
      limited(async () => {
        running += 1;
        most = Math.max(most, running);
        await Promise.resolve();
        running -= 1;
        if (item === 2) throw new Error('two');
        return item;
      }),
    ),
  );
  expect(most).toBe(2);
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
});
