import { describe, expect, it } from 'vitest';
import { shownPorts } from '../../../shared/model/port-links.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import {
  canBeMeasured,
  comparePorts,
  compareState,
  countStates,
  filterContainers,
  type StateFilter,
} from './container-list.ts';
import { testContainer } from './test-container.ts';

const web = testContainer({
  id: 'abc123',
  name: 'Web',
  image: 'nginx:alpine',
  ports: [{ hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' }],
});
const db = testContainer({ id: 'def456', name: 'db', image: 'postgres:17', state: 'exited' });
const names = (text: string, state: 'all' | 'running' | 'stopped' = 'all') =>
  filterContainers([web, db], text, state).map((each) => each.name);

it('measures nothing where nothing runs, so that the machine may fall asleep', () => {
  expect(canBeMeasured([db, web])).toBe(true);
  expect(canBeMeasured([db, { state: 'paused' }])).toBe(false);
  expect(canBeMeasured([])).toBe(false);
});

describe('filterContainers', () => {
  it('finds by name, image, id and port, whatever the case', () => {
    expect(names('WEB')).toEqual(['Web']);
    expect(names('postgres')).toEqual(['db']);
    expect(names('def4')).toEqual(['db']);
    expect(names(':8080')).toEqual(['Web']);
    expect(names('80')).toEqual(['Web']);
  });
  it('wants every word', () => {
    expect(names('web nginx')).toEqual(['Web']);
    expect(names('web postgres')).toEqual([]);
  });
  it('takes no notice of spaces', () => expect(names('  ')).toEqual(['Web', 'db']));
  it('does not read an id in a short word', () => expect(names('de')).toEqual([]));
  it('filters by state', () => {
    expect(names('', 'running')).toEqual(['Web']);
    expect(names('', 'stopped')).toEqual(['db']);
  });
  it('knows the states that few are in, and counts all', () => {
    const paused = testContainer({ id: 'p', name: 'paused', state: 'paused' });
    const ill = testContainer({ id: 'i', name: 'ill', health: 'unhealthy' });
    // Its health is of its last run.
    const was = testContainer({ id: 'w', name: 'was', health: 'unhealthy', state: 'exited' });
    const all = [web, db, paused, ill, was];
    const named = (state: StateFilter) => filterContainers(all, '', state).map(({ name }) => name);
    expect(named('paused')).toEqual(['paused']);
    expect(named('unhealthy')).toEqual(['ill']);
    expect(countStates(all)).toEqual({
      ...{ all: 5, running: 3, stopped: 2, paused: 1, restarting: 0, unhealthy: 1 },
    });
  });
  it('finds by compose project', () => {
    const shop = testContainer({ id: 's', name: 'x', labels: { 'com.docker.compose.project': 'Shop' } });
    expect(filterContainers([web, shop], 'shop', 'all')).toEqual([shop]);
  });
  it('treats signs of a pattern as text', () => expect(names('.*(')).toEqual([]));
});

describe('order', () => {
  it('sorts numbers in names as numbers', () => {
    expect(['web10', 'web2', 'Web1'].sort(compareText)).toEqual(['Web1', 'web2', 'web10']);
  });
  it('puts what runs first, then by name', () => {
    const b = testContainer({ name: 'b' });
    expect([db, web, b].sort(compareState).map((each) => each.name)).toEqual(['b', 'Web', 'db']);
  });
  it('puts published ports before exposed ones, and none last', () => {
    const exposed = testContainer({ name: 'exposed', ports: [{ containerPort: 5, protocol: 'tcp' }] });
    expect([db, exposed, web].sort(comparePorts).map((each) => each.name)).toEqual(['Web', 'exposed', 'db']);
  });
});

describe('shownPorts', () => {
  it('shows IPv4 and IPv6 of one port once, as a link', () => {
    expect(
      shownPorts([
        { hostIp: '0.0.0.0', hostPort: 8080, containerPort: 80, protocol: 'tcp' },
        { hostIp: '::', hostPort: 8080, containerPort: 80, protocol: 'tcp' },
      ]),
    ).toEqual([{ key: '8080:80', text: '8080:80', url: 'http://localhost:8080' }]);
  });
  it('links no udp and nothing unpublished', () => {
    expect(
      shownPorts([
        { containerPort: 443, protocol: 'tcp' },
        { hostIp: '127.0.0.1', hostPort: 5353, containerPort: 53, protocol: 'udp' },
      ]),
    ).toEqual([
      { key: '5353:53/udp', text: '5353:53/udp' },
      { key: '443', text: '443' },
    ]);
  });
  it('names an address that is not this machine’s own', () => {
    expect(shownPorts([{ hostIp: '10.1.2.3', hostPort: 80, containerPort: 80, protocol: 'tcp' }])[0]).toEqual(
      {
        key: '10.1.2.3:80:80',
        text: '10.1.2.3:80:80',
        url: 'http://10.1.2.3:80',
      },
    );
    expect(
      shownPorts([{ hostIp: 'fe80::1', hostPort: 80, containerPort: 80, protocol: 'tcp' }])[0]?.url,
    ).toBe('http://[fe80::1]:80');
  });
});
