import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isImageId, pullTarget } from './image-reference.ts';
import { jsonLines } from './json-lines.ts';
import { PullProgress } from './pull-progress.ts';
import { reconnectDelay } from './reconnect-delay.ts';

describe('pullTarget', () => {
  it.each([
    ['nginx', 'nginx', 'latest'],
    ['nginx:1.27', 'nginx', '1.27'],
    ['localhost:5000/a/b', 'localhost:5000/a/b', 'latest'],
    ['localhost:5000/a/b:c', 'localhost:5000/a/b', 'c'],
    ['nginx@sha256:abc', 'nginx', 'sha256:abc'],
    ['nginx:1.27@sha256:abc', 'nginx', 'sha256:abc'],
    ['nginx:', 'nginx', 'latest'],
  ])('%s', (image, fromImage, tag) => {
    expect(pullTarget(image)).toEqual({ fromImage, tag });
  });

  it('knows an id from a name', () => {
    expect(isImageId(`sha256:${'0'.repeat(64)}`)).toBe(true);
    expect(isImageId('0'.repeat(12))).toBe(false);
    expect(isImageId('nginx')).toBe(false);
  });
});

describe('PullProgress', () => {
  it('adds layers up and never goes back', () => {
    const progress = new PullProgress('x');
    expect(progress.item).toEqual({ kind: 'pulling', image: 'x', status: 'Asking the registry' });
    progress.add({ id: 'a', status: 'Downloading', progressDetail: { current: 10, total: 100 } });
    progress.add({ id: 'b', status: 'Downloading', progressDetail: { current: 20, total: 50 } });
    expect(progress.item).toMatchObject({ currentBytes: 30, totalBytes: 150, status: 'Downloading' });
    progress.add({ id: 'a', status: 'Download complete' });
    progress.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 100 } });
    expect(progress.item).toMatchObject({ currentBytes: 120, totalBytes: 150 });
    progress.add({ id: 'c', status: 'Already exists' });
    progress.add({ status: 'Status: Downloaded newer image for x' });
    expect(progress.item).toMatchObject({ totalBytes: 150, status: 'Status: Downloaded newer image for x' });
  });
});

describe('jsonLines', () => {
  const read = async (chunks: Buffer[]) => {
    const values: unknown[] = [];
    for await (const value of jsonLines(Readable.from(chunks))) values.push(value);
    return values;
  };

  it('does not care where the stream is cut', async () => {
    const bytes = Buffer.from('{"a":"Grüße 🚢"}\r\n\n{"b":2}\n{"c":3}');
    for (const size of [1, 2, 5, 100]) {
      const chunks: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
      expect(await read(chunks)).toEqual([{ a: 'Grüße 🚢' }, { b: 2 }, { c: 3 }]);
    }
  });

  it('fails on what is no JSON and on a line without end', async () => {
    await expect(read([Buffer.from('<html>\n')])).rejects.toThrow();
    await expect(read(Array.from({ length: 5 }, () => Buffer.alloc(1024 * 1024, 'x')))).rejects.toThrow(
      'line of more',
    );
  });
});

describe('reconnectDelay', () => {
  it('doubles up to its limit and spreads over the upper half', () => {
    expect([1, 2, 3, 10, 100].map((failures) => reconnectDelay(failures, () => 1))).toEqual([
      200, 400, 800, 5000, 5000,
    ]);
    expect(reconnectDelay(1, () => 0)).toBe(100);
  });
});
