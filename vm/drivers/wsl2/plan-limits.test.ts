import { describe, expect, it } from 'vitest';
import { planLimits } from './plan-limits.ts';

const GIB = 1024 ** 3;
const asked = { memoryBytes: 4 * GIB, cpus: 2, swapBytes: GIB };

describe('planLimits', () => {
  it('writes what nobody has set', () => {
    const plan = planLimits('', asked, undefined);
    expect(plan).toEqual({
      text: '[wsl2]\r\nmemory=4096MB\r\nprocessors=2\r\nswap=1024MB\r\n',
      limits: asked,
      kept: [],
    });
    // And never again.
    expect(planLimits(plan.text ?? '', asked, asked)).toEqual({ text: undefined, limits: asked, kept: [] });
  });

  it('leaves what a person set by hand, before Pier came and after', () => {
    const own = '[wsl2]\nmemory=12GB\nprocessors=2\nswap=1GB\n';
    const expected = { text: undefined, limits: { ...asked, memoryBytes: 12 * GIB }, kept: ['memory'] };
    expect(planLimits(own, asked, undefined)).toEqual(expected);
    expect(planLimits(own, asked, asked)).toEqual(expected);
  });

  it('takes a change of the setting for a wish', () => {
    const own = '[wsl2]\nmemory=12GB\nprocessors=8\nswap=1GB\n';
    const plan = planLimits(own, { ...asked, memoryBytes: 6 * GIB }, asked);
    expect(plan.text).toBe('[wsl2]\nmemory=6144MB\nprocessors=8\nswap=1GB\n');
    expect(plan.kept).toEqual(['processors']);
  });

  it('replaces what WSL does not understand', () => {
    const plan = planLimits(
      '[wsl2]\nmemory=lots\nprocessors=two\nswap=0\n',
      { ...asked, swapBytes: 0 },
      asked,
    );
    expect(plan.text).toBe('[wsl2]\nmemory=4096MB\nprocessors=2\nswap=0\n');
  });
});
