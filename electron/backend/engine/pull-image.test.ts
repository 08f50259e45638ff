import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { isImageId, pullTarget } from './image-reference.ts';
import { LayerProgress } from './images/layer-progress.ts';
import { SpeedMeter } from './images/speed-meter.ts';
import { jsonLines } from './json-lines.ts';
import { pullingItem } from './pull-image.ts';
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

describe('LayerProgress', () => {
  it('adds layers up and never goes back', () => {
    const progress = new LayerProgress('Asking the registry');
    const item = () => pullingItem('x', progress);
    expect(item()).toEqual({ kind: 'pulling', image: 'x', status: 'Asking the registry' });
    progress.add({ id: 'latest', status: 'Pulling from library/x' });
    progress.add({ id: 'a', status: 'Downloading', progressDetail: { current: 10, total: 100 } });
    progress.add({ id: 'b', status: 'Downloading', progressDetail: { current: 20, total: 50 } });
    expect(item()).toMatchObject({ currentBytes: 30, totalBytes: 150, status: 'Downloading' });
    progress.add({ id: 'a', status: 'Download complete' });
    progress.add({ id: 'a', status: 'Extracting', progressDetail: { current: 1, total: 100 } });
    expect(item()).toMatchObject({ currentBytes: 120, totalBytes: 150 });
    progress.add({ id: 'c', status: 'Already exists' });
    progress.add({ status: 'Status: Downloaded newer image for x' });
    expect(item()).toMatchObject({ totalBytes: 150, status: 'Status: Downloaded newer image for x' });
    expect([...progress.layers.values()]).toEqual([
      { id: 'a', status: 'Extracting', currentBytes: 1, totalBytes: 100 },
      { id: 'b', status: 'Downloading', currentBytes: 20, totalBytes: 50 },
      { id: 'c', status: 'Already exists' },
    ]);
  });

  it('counts what is pushed, which the engine sees grow beyond its size', () => {
    const progress = new LayerProgress('Preparing');
    progress.add({ id: 'a', status: 'Pushing', progressDetail: { current: 5 } });
    expect(progress.bytes).toBeUndefined();
    progress.add({ id: 'a', status: 'Pushing', progressDetail: { current: 120, total: 100 } });
    expect(progress.bytes).toEqual({ currentBytes: 100, totalBytes: 100 });
  });
});

describe('SpeedMeter', () => {
  it('tells the speed of late, and none of a moment', () => {
    let now = 0;
    const meter = new SpeedMeter(() => now);
    expect(meter.add(0)).toBeUndefined();
    now = 1000;
    expect(meter.add(1000)).toBe(1000);
    now = 20_000;
    expect(meter.add(1000)).toBe(0);
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
