import { describe, expect, it } from 'vitest';
import type { SettingsState, UserSettings } from '../contract/settings.ts';
import { changeNeed, changesNeed, waitsFor } from './change-need.ts';

const GIB = 1024 ** 3;
const settings = {
  cpus: 2,
  memoryBytes: 4 * GIB,
  diskLimitBytes: 64 * GIB,
  portBindAddress: '127.0.0.1',
} as UserSettings;
const { cpus, memoryBytes, diskLimitBytes } = settings;
const state: SettingsState = {
  settings,
  defaults: settings,
  ranges: {
    cpus: { min: 1, max: 8 },
    memoryBytes: { min: GIB, max: 16 * GIB },
    diskLimitBytes: { min: 64 * GIB, max: 1024 * GIB },
    swapBytes: { min: 0, max: 16 * GIB },
    resourceSaverMinutes: { min: 1, max: 1440 },
  },
  proxy: { noProxy: '', rewritten: false },
  hasMachine: true,
  offersRosetta: false,
  running: { cpus, memoryBytes, diskLimitBytes },
  live: { cpus: { min: 1, max: 8 }, memoryBytes: { min: GIB, max: 4 * GIB } },
};

describe('changeNeed', () => {
  it.each([
    ['cpus', 8, 'live'],
    ['memoryBytes', 2 * GIB, 'live'],
    ['memoryBytes', 6 * GIB, 'vm-restart'],
    ['diskLimitBytes', 64 * GIB, 'live'],
    ['diskLimitBytes', 65 * GIB, 'vm-restart'],
    ['diskLimitBytes', 32 * GIB, 'reset'],
    ['portBindAddress', '0.0.0.0', 'live'],
    ['swapBytes', 0, 'vm-restart'],
    ['proxyMode', 'none', 'engine-restart'],
    ['rosetta', false, 'live'],
  ] as const)('%s to %s is %s', (key, value, need) => expect(changeNeed(key, value, state)).toBe(need));

  it('is a restart where the machine cannot follow', () => {
    const { live: _, ...stiff } = state;
    expect(changeNeed('cpus', 8, stiff)).toBe('vm-restart');
  });

  it('is nothing where no machine of ours runs, but for a disk that would shrink', () => {
    const { running: _, ...stopped } = state;
    expect(changeNeed('memoryBytes', 6 * GIB, stopped)).toBe('live');
    expect(changeNeed('diskLimitBytes', GIB, stopped)).toBe('reset');
    expect(changeNeed('memoryBytes', 6 * GIB, { ...state, hasMachine: false })).toBe('live');
  });
});

it('takes the most that several changes need', () => {
  expect(changesNeed({ cpus: 4, memoryBytes: 8 * GIB }, state)).toBe('vm-restart');
  expect(changesNeed({ cpus: 4 }, state)).toBe('live');
  expect(changesNeed({}, state)).toBeUndefined();
});

it('tells what the settings wait for', () => {
  expect(waitsFor(state)).toBeUndefined();
  expect(waitsFor({ ...state, settings: { ...settings, memoryBytes: 8 * GIB } })).toBe('vm-restart');
  expect(waitsFor({ ...state, settings: { ...settings, portBindAddress: '0.0.0.0' } })).toBeUndefined();
});
