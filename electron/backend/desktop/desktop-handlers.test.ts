import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { CallContext } from '../../../shared/contract/define.ts';
import { desktopHandlers, type PathChoice } from './desktop-handlers.ts';

const context: CallContext = { role: 'ui', signal: new AbortController().signal };

function desktop(answer?: string) {
  const asked: PathChoice[] = [];
  const shown: string[] = [];
  const handlers = desktopHandlers({
    choosePath: async (choice) => {
      asked.push(choice);
      return answer;
    },
    reveal: (path) => shown.push(path),
  });
  return { handlers, asked, shown };
}

it.each([
  [tmpdir(), tmpdir()],
  ['~', homedir()],
  [join(tmpdir(), 'is', 'not', 'there'), undefined],
  ['relative', undefined],
  [undefined, undefined],
])('begins at %s: %s', async (start, expected) => {
  const { handlers, asked } = desktop('/chosen');
  const choice = { kind: 'folder' as const, title: 'Folder', extensions: undefined };
  expect(await handlers.choosePath({ ...choice, start }, context)).toEqual({ path: '/chosen' });
  expect(asked).toEqual([{ ...choice, start: expected }]);
});

it('answers without a path where the person chose none', async () => {
  const { handlers } = desktop();
  expect(await handlers.choosePath({ kind: 'file', title: 'File' }, context)).toEqual({});
});

it('shows what is there, and says what is not', async () => {
  const { handlers, shown } = desktop();
  await handlers.reveal({ path: tmpdir() }, context);
  expect(shown).toEqual([tmpdir()]);
  const gone = join(tmpdir(), 'is', 'not', 'there');
  await expect(handlers.reveal({ path: gone }, context)).rejects.toMatchObject({ code: 'file_not_found' });
  await expect(handlers.reveal({ path: 'relative' }, context)).rejects.toMatchObject({
    code: 'file_not_found',
  });
});

it('says that there are no windows where there is no desktop app', async () => {
  const handlers = desktopHandlers(undefined);
  const missing = { code: 'capability_missing' };
  await expect(handlers.choosePath({ kind: 'file', title: '' }, context)).rejects.toMatchObject(missing);
  await expect(handlers.reveal({ path: tmpdir() }, context)).rejects.toMatchObject(missing);
});
