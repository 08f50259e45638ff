import { expect, it } from 'vitest';
import type { ExtensionAbility } from '../contract/extensions.ts';
import { addedAbilities } from './added-abilities.ts';

const container = (over: object = {}): ExtensionAbility => ({
  ...{ kind: 'container', service: 'a', image: 'x:1', privileged: false, capabilities: [], mounts: [] },
  ...{ ports: [], shares: [], devices: [], others: [] },
  ...over,
});
const program = (name: string, sha256: string): ExtensionAbility => ({
  ...{ kind: 'host-program', name, sha256, sizeBytes: 1 },
});
const mount = (readOnly: boolean) => ({ source: '/etc', target: '/etc', readOnly, kind: 'host' as const });

it('another build of the same wants nothing more', () => {
  const before = [{ kind: 'page', title: 'A' } as const, container(), program('tool', '1')];
  const now = [{ kind: 'page', title: 'B' } as const, container({ image: 'x:2' }), program('tool', '2')];
  expect(addedAbilities(before, now)).toEqual([]);
  expect(addedAbilities(now, [])).toEqual([]);
});

it('of a container it tells what is new alone', () => {
  const before = [container({ capabilities: ['A'], mounts: [mount(true)], ports: ['80:80'] })];
  const now = [container({ capabilities: ['A', 'B'], mounts: [mount(false)], ports: [], privileged: true })];
  expect(addedAbilities(before, now)).toEqual([
    container({ capabilities: ['B'], mounts: [mount(false)], privileged: true }),
  ]);
});

it('what was not there before is told whole', () => {
  const now = [{ kind: 'docker-commands' } as const, container({ service: 'b' }), program('other', '1')];
  expect(addedAbilities([container(), program('tool', '1')], now)).toEqual(now);
});
