import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ExportSchedule } from '../../../../shared/contract/volumes.ts';
import { AppError } from '../../../../shared/errors.ts';
import { silentLogger } from '../../log/logger.ts';
import { TaskRegistry } from '../../tasks/task-registry.ts';
import { type Clock, ExportSchedules } from './export-schedules.ts';
import { ScheduleFile } from './schedule-file.ts';

const HOUR = 3_600_000;
const at = (text: string) => new Date(text).getTime();

class HandClock implements Clock {
  #now: number;
  #timers = new Set<{ due: number; work: () => void }>();
  constructor(now: number) {
    this.#now = now;
  }
  now = () => this.#now;
  after(milliseconds: number, work: () => void): () => void {
    const timer = { due: this.#now + milliseconds, work };
    this.#timers.add(timer);
    return () => this.#timers.delete(timer);
  }
  /** As a computer that sleeps: the time jumps, and timers come late. */
  jump(to: number): void {
    this.#now = to;
    for (const timer of [...this.#timers]) {
      if (timer.due <= to && this.#timers.delete(timer)) timer.work();
    }
  }
}

class HandEngine {
  there = true;
  #listeners = new Set<() => void>();
  isThere = () => this.there;
  onChange = (listener: () => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  set(there: boolean): void {
    this.there = there;
    for (const listener of this.#listeners) listener();
  }
}

let dir: string;
let clock: HandClock;
let engine: HandEngine;
let tasks: TaskRegistry;
let schedules: ExportSchedules;
let failure: AppError | undefined;

const open = () =>
  new ExportSchedules({
    file: new ScheduleFile(join(dir, 'schedules.json'), silentLogger),
    tasks,
    log: silentLogger,
    clock,
    engine,
    run: async ({ folder }, fileName) => {
      if (failure) throw failure;
      writeFileSync(join(folder, fileName), 'tar');
      return { path: join(folder, fileName), sizeBytes: 3 };
    },
  });

const plan = () => ({
  volume: 'shop data'.replace(' ', '-'),
  every: 'daily' as const,
  weekday: 1,
  time: '03:00',
  folder: dir,
  keep: 2,
  enabled: true,
});

/** The first state of the only schedule that is as wanted. */
async function until(wanted: (schedule: ExportSchedule) => boolean): Promise<ExportSchedule> {
  const end = new AbortController();
  for await (const [schedule] of schedules.watch(end.signal)) {
    if (!schedule || !wanted(schedule)) continue;
    end.abort();
    return schedule;
  }
  throw new Error('The schedules ended.');
}
const ran = (count: number) => (schedule: ExportSchedule) =>
  !schedule.isRunning && schedule.lastRun !== undefined && schedule.files.length === count;
const exports = () => readdirSync(dir).filter((name) => name.endsWith('.tar.gz'));

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-schedules-'));
  clock = new HandClock(at('2024-05-06T12:00:00'));
  engine = new HandEngine();
  tasks = new TaskRegistry({ log: silentLogger });
  failure = undefined;
  schedules = open();
});
afterEach(async () => {
  schedules.dispose();
  await tasks.dispose();
  rmSync(dir, { recursive: true });
});

describe('ExportSchedules', () => {
  it('runs when it is time, says when it runs next, and keeps as many files as wished', async () => {
    await schedules.save(plan());
    expect(await until(() => true)).toMatchObject({ nextRunAt: at('2024-05-07T03:00:00'), files: [] });
    clock.jump(at('2024-05-07T02:59:59'));
    expect(exports()).toEqual([]);
    for (const [day, count] of [
      [7, 1],
      [8, 2],
      [9, 2],
    ] as const) {
      clock.jump(at(`2024-05-0${day}T03:00:01`));
      const next = at(`2024-05-${String(day + 1).padStart(2, '0')}T03:00:00`);
      expect(await until((s) => ran(count)(s) && s.nextRunAt === next)).toMatchObject({ isWaiting: false });
    }
    expect(exports().sort()).toEqual([
      'shop-data-20240508-030001.tar.gz',
      'shop-data-20240509-030001.tar.gz',
    ]);
  });

  it('runs once what was missed: while the computer slept, while Pier was closed, while no engine was there', async () => {
    await schedules.save(plan());
    clock.jump(at('2024-05-10T09:00:00'));
    expect((await until(ran(1))).nextRunAt).toBe(at('2024-05-11T03:00:00'));
    schedules.dispose();
    clock.jump(at('2024-05-20T09:00:00'));
    engine.there = false;
    schedules = open();
    expect(await until((schedule) => schedule.isWaiting)).toMatchObject({ isRunning: false });
    clock.jump(clock.now() + HOUR);
    engine.set(true);
    expect((await until(ran(2))).nextRunAt).toBe(at('2024-05-21T03:00:00'));
    expect(exports()).toHaveLength(2);
  });

  it('tells why a run failed, goes on with the next, and leaves the files of others alone', async () => {
    writeFileSync(join(dir, 'shop-data-20200101-000000.tar.gz'), 'of a person');
    const { id } = await schedules.save({ ...plan(), keep: 1 });
    failure = new AppError('volume_not_found', 'It is gone.', 'Make it again.');
    clock.jump(at('2024-05-07T03:00:00'));
    const failed = await until((schedule) => schedule.lastRun?.error !== undefined && !schedule.isRunning);
    expect(failed).toMatchObject({
      lastRun: { error: { code: 'volume_not_found' } },
      nextRunAt: at('2024-05-08T03:00:00'),
    });
    failure = undefined;
    const { taskId } = await schedules.run(id);
    expect((await tasks.ended(taskId)).state).toBe('done');
    await until(ran(1));
    clock.jump(at('2024-05-08T03:00:00'));
    await until((schedule) => ran(1)(schedule) && schedule.lastRun?.at === at('2024-05-08T03:00:00'));
    expect(exports()).toHaveLength(2);
    expect(existsSync(join(dir, 'shop-data-20200101-000000.tar.gz'))).toBe(true);
  });

  it('runs once, not again and again, where its file cannot be written', async () => {
    await schedules.save(plan());
    rmSync(join(dir, 'schedules.json'));
    mkdirSync(join(dir, 'schedules.json'));
    clock.jump(at('2024-05-07T03:00:00'));
    const ended = await until((schedule) => schedule.lastRun !== undefined && !schedule.isRunning);
    expect(ended.nextRunAt).toBe(at('2024-05-08T03:00:00'));
    clock.jump(at('2024-05-07T05:00:00'));
    expect(exports()).toHaveLength(1);
  });

  it('rests while it is off, and keeps what it made when it is removed', async () => {
    const { id } = await schedules.save({ ...plan(), enabled: false });
    clock.jump(at('2024-05-08T03:00:00'));
    const off = await until(() => true);
    expect(off.nextRunAt).toBeUndefined();
    expect(off.lastRun).toBeUndefined();
    await tasks.ended((await schedules.run(id)).taskId);
    await schedules.save({ ...plan(), id, time: '04:00' });
    expect((await until(ran(1))).nextRunAt).toBe(at('2024-05-08T04:00:00'));
    await schedules.remove(id);
    expect(exports()).toHaveLength(1);
    await expect(schedules.run(id)).rejects.toMatchObject({ code: 'schedule_not_found' });
  });

  it('keeps a file aside that it cannot understand', async () => {
    schedules.dispose();
    writeFileSync(join(dir, 'schedules.json'), '{"version": 7');
    schedules = open();
    await schedules.save(plan());
    expect(readdirSync(dir).some((name) => name.startsWith('schedules.json.broken-'))).toBe(true);
    expect(JSON.parse(readFileSync(join(dir, 'schedules.json'), 'utf8')).schedules).toHaveLength(1);
  });
});
