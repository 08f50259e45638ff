import { describe, expect, it } from 'vitest';
import { ageText, exitCode, mergeStateSince, readStateSince, stateText } from './container-age.ts';
import { testContainer } from './test-container.ts';

const NOW = 1_800_000_000_000;

describe('readStateSince', () => {
  it.each([
    ['Up Less than a second', 0, 1000],
    ['Up 1 second', 1000, 1000],
    ['Up 42 seconds (healthy)', 42_000, 1000],
    ['Up About a minute', 60_000, 60_000],
    ['Up 3 minutes (Paused)', 180_000, 60_000],
    ['Up About an hour', 3_600_000, 3_600_000],
    ['Exited (137) 5 hours ago', 18_000_000, 3_600_000],
    ['Restarting (1) 4 seconds ago', 4000, 1000],
    ['Exited (0) 2 weeks ago', 1_209_600_000, 604_800_000],
  ])('%s', (status, age, precision) => {
    expect(readStateSince(status, NOW)).toEqual({ at: NOW - age, precision });
  });

  it.each(['Created', '', 'Dead', 'Removal In Progress'])('tells nothing of "%s"', (status) => {
    expect(readStateSince(status, NOW)).toBeUndefined();
  });
});

describe('mergeStateSince', () => {
  const exact = { at: NOW - 125_000, precision: 1000 };
  it('keeps what is known to the second when the words get coarser', () => {
    expect(mergeStateSince(exact, { at: NOW - 120_000, precision: 60_000 })).toBe(exact);
  });
  it('takes a reading that must be another start', () => {
    const later = { at: NOW, precision: 1000 };
    expect(mergeStateSince(exact, later)).toBe(later);
  });
  it('takes a finer reading', () => {
    expect(mergeStateSince({ at: NOW - 120_000, precision: 60_000 }, exact)).toBe(exact);
  });
  it('forgets when the words tell no age', () => expect(mergeStateSince(exact, undefined)).toBeUndefined());
});

describe('ageText', () => {
  const since = { at: NOW - 61_000, precision: 1000 };
  it('ages without the engine', () => {
    const container = testContainer({ status: 'Up 1 second' });
    expect(ageText(container, since, NOW)).toBe('Up 1 minute');
    expect(ageText(container, since, NOW + 3_600_000)).toBe('Up 1 hour');
    expect(ageText(testContainer({ state: 'exited' }), since, NOW)).toBe('1 minute ago');
  });
  it('says nothing of what it does not know', () => {
    expect(ageText(testContainer(), undefined, NOW)).toBe('');
    expect(ageText(testContainer({ state: 'created' }), since, NOW)).toBe('');
  });
});

describe('stateText', () => {
  it('tells health and exit code', () => {
    expect(stateText(testContainer())).toBe('Running');
    expect(stateText(testContainer({ health: 'unhealthy' }))).toBe('Unhealthy');
    const ended = testContainer({
      state: 'exited',
      status: 'Exited (137) About a minute ago',
      health: 'unhealthy',
    });
    expect([stateText(ended), exitCode(ended)]).toEqual(['Exited (137)', 137]);
    expect(stateText(testContainer({ state: 'exited', status: '' }))).toBe('Exited');
    expect(exitCode(testContainer())).toBeUndefined();
  });
});
