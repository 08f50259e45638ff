import { describe, expect, it } from 'vitest';
import type { MachineState } from '../../../shared/contract/machine.ts';
import type { UpdateState } from '../../../shared/contract/updates.ts';
import { container, enginesState, machineStatus, trayState } from './test-tray-state.ts';
import { type TrayItem, trayMenu } from './tray-menu.ts';
import type { TrayState } from './tray-state.ts';

const error = { code: 'machine_crashed' as const, message: 'It ended & said nothing.', hint: 'Start it.' };
const step = { id: 'dockerd', title: 'Starting dockerd' };

/** The menu as a person reads it: "(grey)" and "(chosen)" behind what is, items below by two spaces more. */
function read(items: readonly TrayItem[], indent = ''): string[] {
  return items.flatMap((item) => {
    if (item.type === 'separator') return [`${indent}-`];
    const marks = `${item.checked ? ' (chosen)' : ''}${item.enabled === false ? ' (grey)' : ''}`;
    return [`${indent}${item.label}${marks}`, ...read(item.items ?? [], `${indent}  `)];
  });
}

const menu = (over: Partial<TrayState>) => read(trayMenu(trayState(over)));

it('has everything, in the order of the dashboard', () => {
  expect(menu({ engines: enginesState('pier', [{ id: 'build', name: 'build' }]) })).toEqual([
    'Engine: running (grey)',
    'Open Pier Desktop',
    '-',
    'Stop engine',
    'Restart engine',
    'Pause engine',
    '-',
    'No running containers (grey)',
    'Engine: Pier',
    '  Pier (chosen)',
    '  build',
    '-',
    'Settings…',
    'Troubleshoot…',
    'Check for updates… (grey)',
    'About Pier Desktop',
    '-',
    'Quit Pier Desktop',
  ]);
});

it.each<[MachineState, string, string[]]>([
  [
    { kind: 'absent', since: 0 },
    'Engine: not set up',
    ['Start engine', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
  [
    { kind: 'provisioning', since: 0, step, progress: 0.429 },
    'Engine: Starting dockerd (42 %)…',
    ['Start engine (grey)', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
  [
    { kind: 'starting', since: 0, step, attempt: 0 },
    'Engine: Starting dockerd…',
    ['Stop engine', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
  [
    { kind: 'running', since: 0, degraded: error },
    'Engine: running with a problem. It ended && said nothing.',
    ['Stop engine', 'Restart engine', 'Pause engine'],
  ],
  [
    { kind: 'paused', since: 0, by: 'person' },
    'Engine: paused',
    ['Stop engine', 'Restart engine', 'Resume engine'],
  ],
  [
    { kind: 'stopping', since: 0, forced: false },
    'Engine: stopping',
    ['Stop engine (grey)', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
  [
    { kind: 'stopped', since: 0 },
    'Engine: stopped',
    ['Start engine', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
  [
    { kind: 'failed', since: 0, error },
    'Engine: failed. It ended && said nothing.',
    ['Start engine', 'Restart engine (grey)', 'Pause engine (grey)'],
  ],
])('%j', (state, line, items) => {
  const shown = menu({ status: machineStatus(state) });
  expect(shown[0]).toBe(`${line} (grey)`);
  expect(shown.slice(3, 6)).toEqual(items);
});

it('offers nothing of the machine while it is not known, while something is done with it, and where there is none', () => {
  expect(menu({ status: undefined }).slice(3, 6)).toEqual([
    'Start engine (grey)',
    'Restart engine (grey)',
    'Pause engine (grey)',
  ]);
  expect(menu({ pending: new Set(['machine']) })[3]).toBe('Stop engine (grey)');
  const foreign = machineStatus({ kind: 'running', since: 0 }, { hasMachine: false, canPause: false });
  expect(menu({ status: foreign }).slice(3, 6)).toEqual([
    'Start engine (grey)',
    'Restart engine (grey)',
    'Pause engine (grey)',
  ]);
});

describe('containers', () => {
  const forward = { containerId: 'c1', hostIp: '127.0.0.1', containerPort: 80, protocol: 'tcp' as const };
  const ports = {
    published: 'forwarded' as const,
    forwards: [
      { ...forward, hostPort: 8080, state: 'open' as const },
      { ...forward, hostPort: 8081, state: 'failed' as const, error },
    ],
  };

  it('has each with its logs, stop, restart and ports', () => {
    const web = container({ ports: [{ containerPort: 9000, protocol: 'tcp' }] });
    const db = container({ id: 'c2', name: 'db', state: 'paused' });
    const items = menu({ containers: [web, db], ports, pending: new Set(['c2']) });
    const start = items.indexOf('Running containers (2)');
    expect(items.slice(start, start + 13)).toEqual([
      'Running containers (2)',
      '  db (paused)',
      '    Show logs',
      '    Stop (grey)',
      '    Restart (grey)',
      '  web',
      '    Show logs',
      '    Stop',
      '    Restart',
      '    -',
      '    Port 8081:80 (not open) (grey)',
      '    Open port 8080:80',
      '-',
    ]);
  });

  it('does what it says', () => {
    const items = trayMenu(trayState({ containers: [container()], ports }));
    const list = items.find((item) => 'items' in item && item.items);
    const [web] = (list && 'items' in list && list.items) || [];
    const actions = ((web && 'items' in web && web.items) || []).map(
      (item) => 'action' in item && item.action,
    );
    expect(actions).toEqual([
      { kind: 'show', parts: ['containers', 'c1', 'logs'] },
      { kind: 'container', id: 'stop', container: 'c1', name: 'web' },
      { kind: 'container', id: 'restart', container: 'c1', name: 'web' },
      false,
      false,
      { kind: 'open', url: 'http://localhost:8080' },
    ]);
  });

  it('lists twenty at most, and has a way to the others', () => {
    const many = Array.from({ length: 5000 }, (_, index) =>
      container({ id: `c${index}`, name: `c${index}` }),
    );
    const items = menu({ containers: many });
    expect(items).toContain('Running containers (5000)');
    expect(items.filter((line) => /^ {2}c\d+$/.test(line))).toHaveLength(20);
    expect(items).toContain('  Show 4980 more…');
  });

  it('lists none of an engine that does not answer', () => {
    const status = machineStatus({ kind: 'stopped', since: 0 });
    expect(menu({ status, containers: [container()] })).toContain('No running containers (grey)');
  });
});

describe('engines', () => {
  it('has no switcher where there is one alone', () => {
    expect(menu({ engines: enginesState('pier', []) }).some((line) => line.startsWith('Engine: P'))).toBe(
      false,
    );
  });

  it('names the one that is shown, and those that cannot be', () => {
    const engines = enginesState('build', [
      { id: 'build', name: 'build' },
      { id: 'old', name: 'old', problem: error },
    ]);
    const items = menu({ engines, pending: new Set(['engine']) });
    expect(items[0]).toBe('build: running (grey)');
    const start = items.indexOf('Engine: build');
    expect(items.slice(start + 1, start + 4)).toEqual([
      '  Pier (grey)',
      '  build (chosen) (grey)',
      '  old (cannot be used) (grey)',
    ]);
  });
});

it('has little while Pier quits', () => {
  expect(menu({ quitting: true })).toEqual(['Quitting… (grey)']);
  expect(menu({}).at(-1)).toBe('Quit Pier Desktop');
});

const release = { version: '1.1.0', notes: '' };
const problem = { code: 'update_failed' as const, message: 'No.', hint: '' };
const page = { kind: 'show', parts: ['settings', 'updates'] };

it.each<[UpdateState, string, object | undefined]>([
  [{ kind: 'idle', isNewest: true }, 'Check for updates…', { kind: 'updates' }],
  [{ kind: 'offline' }, 'Check for updates…', { kind: 'updates' }],
  [{ kind: 'failed', step: 'check', error: problem }, 'Check for updates…', { kind: 'updates' }],
  [{ kind: 'checking' }, 'Checking for updates…', undefined],
  [{ kind: 'unavailable', reason: 'sources' }, 'Software updates…', page],
  [{ kind: 'available', release }, 'Update to 1.1.0…', page],
  [{ kind: 'ready', release }, 'Restart to update to 1.1.0…', page],
  [{ kind: 'postponed', release }, 'Update to 1.1.0 waits for containers…', page],
  [{ kind: 'failed', step: 'install', error: problem }, 'The update failed…', page],
])('tells of updates: %j', (update, label, action) => {
  const items = trayMenu(trayState({ updates: { version: '1.0.0', update } }));
  expect(items).toContainEqual(action ? { label, action } : { label, enabled: false });
});
