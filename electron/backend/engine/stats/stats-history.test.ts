import { describe, expect, it } from 'vitest';
import { STATS_FIELDS, type StatsSample } from '../../../../shared/contract/stats.ts';
import { StatsHistory } from './stats-history.ts';

const sample = (time: number) =>
  Object.fromEntries(STATS_FIELDS.map((field, i) => [field, time * 100 + i])) as StatsSample;
const times = (history: StatsHistory, since?: number) => history.read(since).time.map((time) => time / 100);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

function filled(limit: number, count: number): StatsHistory {
  const history = new StatsHistory(limit);
  for (let i = 0; i < count; i++) history.add(sample(i));
  return history;
}

describe('StatsHistory', () => {
  it('keeps all fields in order while it grows, and forgets the oldest above its limit', () => {
    expect(times(filled(200, 64))).toEqual(range(0, 64));
    expect(times(filled(200, 200))).toEqual(range(0, 200));
    const history = filled(200, 450);
    expect(times(history)).toEqual(range(250, 450));
    expect(history.read().pids.at(-1)).toBe(44_900 + STATS_FIELDS.length - 1);
    history.raiseLimit(1000);
    for (const i of range(450, 700)) history.add(sample(i));
    expect(times(history)).toEqual(range(250, 700));
  });

  it('tells a reader what is new, whatever was forgotten meanwhile', () => {
    const history = filled(64, 100);
    expect(times(history, 95)).toEqual(range(95, 100));
    expect(times(history, history.next)).toEqual([]);
    expect(times(history, 3)).toEqual(range(36, 100));
    history.forgetBefore(90 * 100);
    expect(times(history)).toEqual(range(90, 100));
    history.forgetBefore(1e9);
    expect(times(history)).toEqual([]);
    history.add(sample(100));
    expect(times(history)).toEqual([100]);
  });
});
