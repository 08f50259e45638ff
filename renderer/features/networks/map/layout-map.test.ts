import { describe, expect, it } from 'vitest';
import type { NetworkContainer, NetworkSummary } from '../../../../shared/contract/networks.ts';
import { layoutNetworkMap, SIZES } from './layout-map.ts';

const container = (name: string): NetworkContainer => ({
  id: name,
  name,
  image: 'busybox',
  state: 'running',
  ipv4: '10.0.0.2',
});

const network = (name: string, containers: string[]): NetworkSummary => ({
  id: `n-${name}`,
  name,
  driver: 'bridge',
  scope: 'local',
  internal: false,
  attachable: false,
  ipv6: false,
  predefined: false,
  subnets: [],
  options: {},
  labels: {},
  containers: containers.map(container),
});

/** Fifty containers on eight networks; every fifth on two of them. */
function harbour(): NetworkSummary[] {
  const members: string[][] = Array.from({ length: 8 }, () => []);
  for (let i = 0; i < 50; i++) {
    members[i % 8]?.push(`c${i}`);
    if (i % 5 === 0) members[(i + 1) % 8]?.push(`c${i}`);
  }
  return members.map((names, i) => network(`net${i}`, names));
}

const overlaps = (boxes: { x: number; y: number }[], size: { width: number; height: number }) =>
  boxes.some((a, i) =>
    boxes.slice(i + 1).some((b) => Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height),
  );

describe('layoutNetworkMap', () => {
  it('puts fifty containers on both sides, none over another, all inside', () => {
    const map = layoutNetworkMap(harbour());
    expect(map.containers).toHaveLength(50);
    expect(map.links).toHaveLength(60);
    const left = map.containers.filter(({ side }) => side === 'left').length;
    expect(Math.abs(left - 25)).toBeLessThanOrEqual(1);
    expect(overlaps(map.containers, SIZES.container)).toBe(false);
    expect(overlaps(map.networks, SIZES.network)).toBe(false);
    for (const { x, y } of [...map.containers, ...map.networks]) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThan(map.width);
      expect(y).toBeLessThanOrEqual(map.height - SIZES.container.height);
    }
    // On a screen of 1440×900 beside the navigation it needs little more than one look.
    expect(map.width).toBeLessThan(1000);
    expect(map.height).toBeLessThan(1000);
  });

  it('gives the same picture for the same networks, in whatever order they come', () => {
    expect(layoutNetworkMap(harbour().reverse())).toEqual(layoutNetworkMap(harbour()));
  });

  it('puts networks that share containers next to each other, and few containers on one side', () => {
    const map = layoutNetworkMap([
      network('a', ['1', '2', '3']),
      network('b', ['4', '5']),
      network('c', ['3', '6']),
    ]);
    expect(map.networks.map(({ network: { name } }) => name)).toEqual(['a', 'c', 'b']);
    expect(map.containers.every(({ side }) => side === 'right')).toBe(true);
    expect(map.containers.map(({ id }) => id)).toEqual(['1', '2', '3', '6', '4', '5']);
    expect(map.containers[2]?.on.map(({ name }) => name)).toEqual(['a', 'c']);
    expect(map.networks.map(({ y }) => y)).toEqual([...map.networks.map(({ y }) => y)].sort((x, y) => x - y));
  });

  it('draws networks without containers, and nothing', () => {
    const alone = layoutNetworkMap([network('a', []), network('b', [])]);
    expect(overlaps(alone.networks, SIZES.network)).toBe(false);
    expect(alone.width).toBe(SIZES.network.width + 2 * SIZES.margin);
    expect(layoutNetworkMap([]).links).toEqual([]);
  });
});
