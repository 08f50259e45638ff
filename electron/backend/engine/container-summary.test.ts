import { describe, expect, it } from 'vitest';
import { containerSummary } from '../../../shared/contract/containers.ts';
import { toContainerSummary } from './container-summary.ts';
import type { ApiContainer } from './engine-api.ts';

const raw = (more: Partial<ApiContainer> = {}): ApiContainer => ({
  Id: 'a'.repeat(64),
  Names: ['/web'],
  Image: 'nginx',
  ImageID: 'sha256:1',
  Command: 'nginx -g',
  Created: 1_700_000_000,
  State: 'running',
  Status: 'Up 3 minutes',
  Ports: [],
  Labels: {},
  ...more,
});

describe('toContainerSummary', () => {
  it('makes a row that the contract accepts, of the least that an engine sends', () => {
    const row = toContainerSummary(raw({ Names: null, Ports: null, Labels: null }));
    expect(containerSummary.parse(row)).toEqual(row);
    expect(row).toMatchObject({ name: 'a'.repeat(12), createdAt: 1_700_000_000_000, ports: [], labels: {} });
  });

  it('takes the own name, not that of a legacy link', () => {
    expect(toContainerSummary(raw({ Names: ['/app/db-alias', '/db'] })).name).toBe('db');
  });

  it.each([
    ['Up 3 minutes (healthy)', undefined, 'healthy'],
    ['Up 1 second (health: starting)', undefined, 'starting'],
    ['Up 1 second (unhealthy)', undefined, 'unhealthy'],
    ['Up 1 second (Paused)', undefined, 'none'],
    ['Up 1 second', { Status: 'healthy' }, 'healthy'],
    ['Up 1 second', { Status: 'none' }, 'none'],
  ])('reads health from %j and %j', (Status, Health, health) => {
    expect(toContainerSummary(raw({ Status, ...(Health ? { Health } : {}) })).health).toBe(health);
  });

  it.each([
    ['exited', 'exited'],
    ['initialized', 'created'],
    ['unheard-of', 'dead'],
  ])('reads the state %s as %s', (State, state) => {
    expect(toContainerSummary(raw({ State })).state).toBe(state);
  });

  it('gives ports in one order, however the engine lists them', () => {
    const ports = [
      { PrivatePort: 80, PublicPort: 8080, IP: '::', Type: 'tcp' },
      { PrivatePort: 80, PublicPort: 8080, IP: '0.0.0.0', Type: 'tcp' },
      { PrivatePort: 53, Type: 'udp' },
    ];
    const row = toContainerSummary(raw({ Ports: ports }));
    expect(row).toEqual(toContainerSummary(raw({ Ports: [...ports].reverse() })));
    expect(row.ports[0]).toEqual({ containerPort: 53, protocol: 'udp' });
    expect(row.ports[1]).toEqual({ hostIp: '::', hostPort: 8080, containerPort: 80, protocol: 'tcp' });
  });
});
