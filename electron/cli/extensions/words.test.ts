import { expect, it } from 'vitest';
import type { ExtensionAbility } from '../../../shared/contract/extensions.ts';
import { abilityLines } from './ability-words.ts';
import { dockerTable } from './docker-table.ts';

const ABILITIES: ExtensionAbility[] = [
  { kind: 'page', title: 'Shop' },
  { kind: 'docker-commands' },
  {
    kind: 'container',
    service: 'web',
    image: 'org/web:1',
    privileged: true,
    capabilities: ['NET_ADMIN'],
    mounts: [
      { source: '/var/run/docker.sock', target: '/s', readOnly: false, kind: 'engine' },
      { source: '/etc', target: '/host', readOnly: true, kind: 'host' },
      { source: 'data', target: '/data', readOnly: false, kind: 'volume' },
    ],
    ports: ['8080:80/tcp'],
    shares: ['network'],
    devices: ['/dev/kvm'],
    others: ['security_opt: seccomp=unconfined'],
  },
  {
    kind: 'container',
    service: 'plain',
    image: 'x',
    ...{ privileged: false, capabilities: [], mounts: [], ports: [], shares: [], devices: [], others: [] },
  },
  { kind: 'host-program', name: 'tool', sha256: 'abc', sizeBytes: 1024 },
];

it('what an extension may do is told in words, with what is refused', () => {
  expect(abilityLines(ABILITIES, { dockerCommands: true, hostPrograms: false })).toEqual([
    "show the page 'Shop', which may ask any address of the network",
    'run docker commands: whatever you can do with Docker',
    "run the container 'web' of org/web:1, with",
    '  all of the computer that the engine runs on',
    "  Docker's own socket: whatever Docker can do (/s)",
    "  the path /etc of the engine's computer, to read alone (/host)",
    '  the volume data (/data)',
    "  the engine's own network",
    '  the Linux capability NET_ADMIN',
    '  the device /dev/kvm',
    '  a port of this computer: 8080:80/tcp',
    '  in its compose file: security_opt: seccomp=unconfined',
    "run the container 'plain' of x",
    'run on this computer: refused: tool (1 KiB, SHA-256 abc)',
  ]);
  expect(abilityLines(ABILITIES.slice(1, 2), { dockerCommands: false, hostPrograms: true })).toEqual([
    'run docker commands: refused',
  ]);
});

it('tables have the columns of the docker command', () => {
  expect(
    dockerTable([
      ['ID', 'UI'],
      ['a-name-of-twenty-char', '-'],
    ]),
  ).toBe('ID                      UI\na-name-of-twenty-char   -\n');
});
