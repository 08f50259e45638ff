import { expect, it } from 'vitest';
import { boundChanges } from './shared-folders.ts';

const files = (count: number, folder: (file: number) => string) =>
  new Set(Array.from({ length: count }, (_, file) => `/w/${folder(file)}/${file}`));

it('tells of some files by their paths, of many by their folders, and of no more than some', () => {
  expect(boundChanges(files(3, () => 'src'))).toEqual(['/w/src/0', '/w/src/1', '/w/src/2']);
  expect(boundChanges(files(400, (file) => `in${file % 2}`))).toEqual(['/w/in0', '/w/in1']);
  expect(boundChanges(files(5000, String))).toHaveLength(50);
});
