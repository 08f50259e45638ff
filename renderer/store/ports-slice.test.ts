import { describe, expect, it } from 'vitest';
import type { PortForwardState } from '../../shared/contract/ports.ts';
import { initialPorts, reducePorts } from './ports-slice.ts';

const forward = (containerId: string, hostPort: number): PortForwardState => ({
  containerId,
  hostIp: '127.0.0.1',
  hostPort,
  containerPort: 80,
  protocol: 'tcp',
  state: 'open',
});

describe('forwards', () => {
  it('are kept by container, and a list that did not change stays the same one', () => {
    const first = reducePorts(initialPorts, {
      published: 'forwarded',
      forwards: [forward('a', 1), forward('b', 2), forward('a', 3)],
    });
    expect(first.published).toBe('forwarded');
    expect(first.byContainer.a?.map(({ hostPort }) => hostPort)).toEqual([1, 3]);
    const second = reducePorts(first, {
      published: 'forwarded',
      forwards: [forward('a', 1), forward('a', 3), forward('b', 4)],
    });
    expect(second.byContainer.a).toBe(first.byContainer.a);
    expect(second.byContainer.b).not.toBe(first.byContainer.b);
    expect(reducePorts(second, { published: 'forwarded', forwards: [] }).byContainer).toEqual({});
  });
});
