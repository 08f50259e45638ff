import { expect, test } from 'vitest';
import { BUILD_SETTINGS, checkImageSize, IMAGE_SIZE_LIMIT, imageArchitecture } from './build-image.ts';

test('kernel, initramfs and root may together have the limit, and not a byte more', () => {
  const files = { vmlinuz: { bytes: 12_000_000 }, initramfs: { bytes: 3_000_000 }, root: { bytes: 0 } };
  files.root.bytes = IMAGE_SIZE_LIMIT - 15_000_000;
  expect(() => checkImageSize(files)).not.toThrow();
  files.root.bytes += 1;
  expect(() => checkImageSize(files)).toThrow('it has 160000001 bytes');
});

test('an image is for the processors of its computer, and named by them', () => {
  expect(['x64', 'arm64'].map(imageArchitecture)).toEqual(['amd64', 'arm64']);
  expect(BUILD_SETTINGS.architecture).toBe(imageArchitecture(process.arch));
});
