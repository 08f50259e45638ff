import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { rendererFolder } from './renderer-folder.ts';

it('finds the built renderer from a source file and from a bundle, and says when there is none', () => {
  const root = mkdtempSync(join(tmpdir(), 'pier-root-'));
  const bundle = join(root, 'dist/node/chunks');
  mkdirSync(bundle, { recursive: true });
  expect(() => rendererFolder(bundle)).toThrow(expect.objectContaining({ code: 'not_built' }));
  mkdirSync(join(root, 'dist/renderer'));
  expect(() => rendererFolder(bundle)).toThrow("'dist/renderer/index.html' is missing");
  writeFileSync(join(root, 'dist/renderer/index.html'), '');
  expect(rendererFolder(bundle)).toBe(join(root, 'dist/renderer'));
  expect(rendererFolder(join(root, 'electron/headless'))).toBe(join(root, 'dist/renderer'));
  rmSync(root, { recursive: true });
});
