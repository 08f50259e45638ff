import { expect, it } from 'vitest';
import { type ApiInfo, type ApiVersion, lacksOfEngine, lacksOfPlace } from './engine-lacks.ts';

const ids = (lacks: { id: string }[]) => lacks.map(({ id }) => id);
const ofEngine = (version: ApiVersion, info: ApiInfo = {}) => ids(lacksOfEngine({ version, info }));
const now: ApiVersion = { Version: '26.1.5', ApiVersion: '1.45', Os: 'linux' };

it('finds nothing missing in an engine of today', () => {
  const info = {
    OSType: 'linux',
    CgroupDriver: 'systemd',
    MemoryLimit: true,
    SwapLimit: true,
    CpuCfsQuota: true,
    PidsLimit: true,
  };
  expect(ofEngine(now, info)).toEqual([]);
});

it('takes what an engine does not tell for there', () => {
  expect(ofEngine({})).toEqual([]);
});

it.each<[string, ApiVersion, ApiInfo, string[]]>([
  ['Docker 19.03', { ...now, ApiVersion: '1.40' }, {}, ['api']],
  ['Docker 18.06', { ...now, ApiVersion: '1.38' }, {}, ['api', 'buildkit']],
  ['API 2', { ...now, ApiVersion: '2.0' }, {}, []],
  ['Windows containers', { ...now, Os: 'windows' }, { OSType: 'windows' }, ['linux', 'buildkit']],
  ['Podman', { ...now, Components: [{ Name: 'Podman Engine' }] }, {}, ['docker']],
  [
    'rootless without cgroups',
    now,
    { CgroupDriver: 'none', MemoryLimit: false, SecurityOptions: ['name=rootless'] },
    ['cgroup', 'root'],
  ],
  ['a kernel without limits', now, { MemoryLimit: false, SwapLimit: false, PidsLimit: false }, ['limits']],
])('knows what is missing in %s', (_what, version, info, expected) => {
  expect(ofEngine(version, info)).toEqual(expected);
});

it('names the limits in words', () => {
  const [lack] = lacksOfEngine({
    version: now,
    info: { MemoryLimit: false, SwapLimit: false, PidsLimit: false },
  });
  expect(lack?.title).toBe('No limits for memory, swap and processes');
});

it('knows what follows from the place', () => {
  const place = { hasMachine: false, publishedPorts: 'elsewhere' as const };
  expect(ids(lacksOfPlace({ hasMachine: true, publishedPorts: 'forwarded' }))).toEqual([]);
  expect(ids(lacksOfPlace(place))).toEqual(['resources', 'snapshots', 'ports', 'shared-folders']);
  const tcp = { kind: 'tcp' as const, host: 'h', port: 1 };
  expect(ids(lacksOfPlace({ ...place, target: tcp }))).toContain('encryption');
  expect(ids(lacksOfPlace({ ...place, target: { ...tcp, tls: { verify: false } } }))).toContain(
    'verification',
  );
  expect(ids(lacksOfPlace({ ...place, target: { ...tcp, tls: { verify: true } } }))).not.toContain(
    'verification',
  );
});
