import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pack } from 'tar-stream';
import { expect, it } from 'vitest';
import { joinArchives } from './join-archives.ts';
import { tarEntries } from './tar-entries.ts';

const LONG = `${'long/'.repeat(60)}name`;

async function archive(...files: [name: string, content: string][]): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of files) tar.entry({ name }, content);
  tar.finalize();
  return await buffer(tar);
}

/** Cut where nothing is cut by itself. */
const inPieces = (whole: Buffer) =>
  Readable.from(
    Array.from({ length: Math.ceil(whole.length / 700) }, (_, at) =>
      whole.subarray(at * 700, (at + 1) * 700),
    ),
  );

async function join(...archives: Buffer[]): Promise<Buffer> {
  const opened = async function* () {
    for (const each of archives) yield inPieces(each);
  };
  return await buffer(Readable.from(joinArchives(opened()), { objectMode: false }));
}

it('are one archive, with long names and all contents', async () => {
  const joined = await join(
    await archive(['a', 'one']),
    await archive(),
    await archive([LONG, 'x'.repeat(2000)], ['empty', '']),
  );
  const found: [string, string][] = [];
  for await (const { entry, body } of tarEntries(Readable.from([joined]))) {
    const content: Buffer[] = [];
    for await (const chunk of body) content.push(chunk);
    found.push([entry.name, Buffer.concat(content).toString()]);
  }
  expect(found).toEqual([
    ['a', 'one'],
    [LONG, 'x'.repeat(2000)],
    ['empty', ''],
  ]);
  expect(joined.subarray(-1024).every((byte) => byte === 0)).toBe(true);
});

it('fail where one of them ends in the middle', async () => {
  const whole = await archive(['a', 'x'.repeat(5000)]);
  await expect(join(whole.subarray(0, 2000))).rejects.toThrow('ends in the middle');
});
