import { describe, expect, it } from 'vitest';
import { containerMounts } from './container-mounts.ts';

const ANONYMOUS = '0123456789abcdef'.repeat(4);

describe('containerMounts', () => {
  it('tells folders, volumes and memory, and what may be written', () => {
    expect(
      containerMounts({
        Mounts: [
          { Type: 'bind', Source: '/srv', Destination: '/data', RW: false, Propagation: 'rprivate' },
          {
            Type: 'volume',
            Name: 'cache',
            Source: '/var/lib/docker/volumes/cache/_data',
            Destination: '/c',
            RW: true,
          },
          { Type: 'volume', Name: ANONYMOUS, Destination: '/a', RW: true },
          { Type: 'tmpfs', Source: '', Destination: '/tmp', RW: true },
        ],
        HostConfig: { Tmpfs: { '/tmp': '', '/run': 'ro,size=1m' } },
      }),
    ).toEqual([
      {
        type: 'bind',
        source: '/srv',
        target: '/data',
        readOnly: true,
        propagation: 'rprivate',
        anonymous: false,
      },
      { type: 'volume', source: 'cache', target: '/c', readOnly: false, propagation: '', anonymous: false },
      { type: 'volume', source: ANONYMOUS, target: '/a', readOnly: false, propagation: '', anonymous: true },
      { type: 'tmpfs', source: '', target: '/tmp', readOnly: false, propagation: '', anonymous: false },
      { type: 'tmpfs', source: '', target: '/run', readOnly: true, propagation: '', anonymous: false },
    ]);
  });

  it('bears answers of other engines', () => {
    expect(containerMounts({})).toEqual([]);
    expect(containerMounts({ Mounts: null, HostConfig: { Tmpfs: null } })).toEqual([]);
    expect(containerMounts({ Mounts: [null, { Destination: 1 }] })).toMatchObject([
      { target: '' },
      { target: '' },
    ]);
  });
});
