import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { machineStatus, trayState } from './test-tray-state.ts';
import { TRAY_ICONS, trayIconFile, trayIconOf } from './tray-state.ts';
import { menuLabel, trayTooltip } from './tray-texts.ts';

const MIB = 1024 ** 2;
const usage = {
  cpuPercent: 12.4,
  cpus: 4,
  memoryBytes: 1536 * MIB,
  memoryLimitBytes: 4096 * MIB,
  diskBytes: 0,
  diskLimitBytes: 0,
  memoryReturnedBytes: 0,
  diskReturnedBytes: 0,
};
const error = { code: 'machine_crashed' as const, message: 'm'.repeat(300), hint: 'h' };
const step = { id: 's', title: 'Starting dockerd' };

it.each([
  [undefined, 'stopped'],
  [machineStatus({ kind: 'absent', since: 0 }), 'stopped'],
  [machineStatus({ kind: 'stopped', since: 0 }), 'stopped'],
  [machineStatus({ kind: 'provisioning', since: 0, step }), 'starting'],
  [machineStatus({ kind: 'starting', since: 0, step, attempt: 1 }), 'starting'],
  [machineStatus({ kind: 'stopping', since: 0, forced: true }), 'starting'],
  [machineStatus({ kind: 'running', since: 0 }), 'running'],
  [machineStatus({ kind: 'paused', since: 0, by: 'resource-saver' }), 'paused'],
  [machineStatus({ kind: 'failed', since: 0, error }), 'failed'],
])('%j is shown as %s', (status, icon) => expect(trayIconOf({ status, quitting: false })).toBe(icon));

describe('pictures', () => {
  const root = join(import.meta.dirname, '../../../assets/tray');
  const looks = ['darwin', 'linux', 'win32'].flatMap((platform) =>
    [true, false].map((dark) => ({ platform, dark })),
  );
  const files = TRAY_ICONS.flatMap((icon) => looks.map((place) => trayIconFile(icon, place)));

  it.each([...new Set(files)])('%s is there in both sizes', (file) => {
    for (const [name, size] of [
      [file, 16],
      [file.replace('.png', '@2x.png'), 32],
    ] as const) {
      expect(existsSync(join(root, name)), name).toBe(true);
      const png = readFileSync(join(root, name));
      expect([png.toString('latin1', 1, 4), png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([
        'PNG',
        size,
        size,
      ]);
    }
  });

  it('is a template where macOS colours it, and fits the bar elsewhere', () => {
    expect(trayIconFile('running', { platform: 'darwin', dark: true })).toBe('runningTemplate.png');
    expect(trayIconFile('running', { platform: 'linux', dark: true })).toBe('running-dark.png');
    expect(trayIconFile('running', { platform: 'win32', dark: false })).toBe('running-light.png');
  });
});

describe('trayTooltip', () => {
  it('has processor and memory where they are known', () => {
    expect(trayTooltip(trayState({ usage }))).toBe(
      'Pier Desktop\nEngine: running\nCPU 12 % of 4 cores, memory 1.5 GiB of 4 GiB',
    );
    expect(trayTooltip(trayState())).toBe('Pier Desktop\nEngine: running');
  });

  it('has the step of a start', () => {
    const status = machineStatus({ kind: 'starting', since: 0, step, attempt: 0 });
    expect(trayTooltip(trayState({ status }))).toBe('Pier Desktop\nEngine: Starting dockerd…');
  });

  it('is never longer than Windows shows', () => {
    const status = machineStatus({ kind: 'running', since: 0, degraded: error });
    const tooltip = trayTooltip(trayState({ status, usage }));
    expect(tooltip.length).toBeLessThanOrEqual(127);
    expect(tooltip).toContain('memory 1.5 GiB of 4 GiB');
  });
});

it('makes one short line of what others wrote', () => {
  expect(menuLabel(' a & b\n c ')).toBe('a && b c');
  expect(menuLabel('x'.repeat(200))).toHaveLength(80);
});
