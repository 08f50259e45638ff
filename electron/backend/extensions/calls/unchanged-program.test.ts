import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { requireUnchanged } from './unchanged-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'pier-program-'));
afterAll(() => rmSync(folder, { recursive: true }));

it('a program runs as long as it is the one that was installed', async () => {
  const path = join(folder, 'tool');
  writeFileSync(path, 'good');
  utimesSync(path, 1, 1);
  const sha256 = createHash('sha256').update('good').digest('hex');
  const program = { name: 'tool', path, sha256, title: 'Shop' };
  await requireUnchanged(program);
  await requireUnchanged(program);
  // As large, and said to be as old.
  writeFileSync(path, 'evil');
  utimesSync(path, 1, 1);
  await expect(requireUnchanged(program)).rejects.toMatchObject({
    code: 'extension_changed',
    message: "Cannot run 'tool' of 'Shop': its file is not the one that was installed.",
  });
  writeFileSync(path, 'good');
  await requireUnchanged(program);
  await expect(requireUnchanged({ ...program, sha256: undefined })).rejects.toThrow('Cannot run');
  rmSync(path);
  await expect(requireUnchanged(program)).rejects.toMatchObject({ code: 'file_not_found' });
});
