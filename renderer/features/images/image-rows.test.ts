import { describe, expect, it } from 'vitest';
import type { ImageItem } from '../../../shared/contract/images.ts';
import { filterRows, imageRows, imagesOf, repositoryGroups, splitName } from './image-rows.ts';

const image = (id: string, tags: string[], more: Partial<ImageItem> = {}): ImageItem => ({
  id: `sha256:${id.repeat(64).slice(0, 64)}`,
  tags,
  digests: [],
  labels: {},
  usedBy: [],
  sizeBytes: 1,
  createdAt: 1,
  ...more,
});

const images = [
  image('a', ['nginx:1.27', 'nginx:latest', 'localhost:5000/web:1']),
  image('b', ['nginx:1.26'], { usedBy: ['c1'] }),
  image('c', [], { labels: { maintainer: 'The Harbour' } }),
  image('d', [], { digests: ['ghcr.io/o/n@sha256:1'] }),
];

describe('imageRows', () => {
  it('lists an image under each of its repositories', () => {
    expect(imageRows(images).map(({ repository, tags, title }) => [repository, tags, title])).toEqual([
      ['nginx', ['1.27', 'latest'], 'nginx:1.27'],
      ['localhost:5000/web', ['1'], 'localhost:5000/web:1'],
      ['nginx', ['1.26'], 'nginx:1.26'],
      [undefined, [], 'cccccccccccc'],
      ['ghcr.io/o/n', [], 'ghcr.io/o/n@dddddddddddd'],
    ]);
    expect(imagesOf(imageRows(images))).toEqual(images);
    expect(splitName('host:5000/a')).toEqual({ repository: 'host:5000/a', tag: 'latest' });
  });

  it('groups what there are several of', () => {
    const rows = imageRows(images);
    const groupOf = repositoryGroups(rows, 'none');
    expect(rows.map((row) => groupOf(row)?.title)).toEqual([
      'nginx',
      undefined,
      'nginx',
      undefined,
      undefined,
    ]);
  });

  it.each([
    ['', 'all', 5],
    ['', 'used', 1],
    ['', 'unused', 4],
    ['', 'dangling', 2],
    ['NGINX', 'all', 2],
    ['nginx:1.2', 'unused', 1],
    ['sha256:aaaa', 'all', 2],
    ['harbour', 'all', 1],
    ['5000', 'all', 1],
    ['nothing', 'all', 0],
  ] as const)('"%s" and %s leave %i', (text, show, count) => {
    expect(filterRows(imageRows(images), text, show)).toHaveLength(count);
  });
});
