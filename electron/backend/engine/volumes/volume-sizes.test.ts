import { describe, expect, it } from 'vitest';
import { sizesOf } from './volume-sizes.ts';

const volumes = [
  { Name: 'data', UsageData: { Size: 12 } },
  { Name: 'share', UsageData: { Size: -1 } },
  { Name: 'unmeasured', UsageData: null },
];

describe('sizesOf', () => {
  it('knows the answers of old and new engines, and leaves out what cannot be told', () => {
    const sizes = new Map([['data', 12]]);
    expect(sizesOf({ Volumes: volumes })).toEqual(sizes);
    expect(sizesOf({ VolumeUsage: { Items: volumes } })).toEqual(sizes);
    expect(sizesOf({ Volumes: null })).toEqual(new Map());
    expect(sizesOf({ VolumeUsage: {} })).toEqual(new Map());
  });
});
