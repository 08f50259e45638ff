import { execFileSync } from 'node:child_process';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import type { ContainerProcesses, StatsUpdate } from '../../../../shared/contract/stats.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import { containerProcesses } from './container-processes.ts';
import { StatsCollector } from './stats-collector.ts';
import { surveyStats } from './stats-survey.ts';

const POLL = { timeout: 60_000 };

let dockerd: TestDockerd;
let engine: Engine;
let collector: StatsCollector;
let aborts: AbortController[] = [];

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
  collector = new StatsCollector({ engine, lingerMs: 0 });
});

afterEach(async () => {
  for (const abort of aborts) abort.abort();
  aborts = [];
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const run = (args: string[], script: string) => docker('run', '-d', ...args, 'busybox', 'sh', '-c', script);

/** Reads a stream into an array that tests poll; a failure is its last item. */
function collect<T>(open: (signal: AbortSignal) => AsyncIterable<T>) {
  const abort = new AbortController();
  aborts.push(abort);
  const items: T[] = [];
  const read = { items, close: () => abort.abort(), ended: false, failure: undefined as unknown };
  void (async () => {
    try {
      for await (const item of open(abort.signal)) items.push(item);
    } catch (error) {
      read.failure = error;
    }
    read.ended = true;
  })();
  return read;
}

const follow = (id: string) => collect((signal) => collector.follow(id, signal));
const lastState = (items: StatsUpdate[]) => items.at(-1)?.state;
const timesOf = (items: StatsUpdate[]) => items.flatMap((item) => item.series.time);
/** How many connections to the engine there are. */
const connections = () =>
  execFileSync('ss', ['-Htn', 'state', 'established', 'dport', '=', `:${dockerd.tls?.port}`], {
    encoding: 'utf8',
  }).split('\n').length;

describe('StatsCollector with a real engine', () => {
  it('measures what containers use, as the docker CLI does, over one stream for all who watch', async () => {
    const busy = await run(['--memory', '64m'], 'while true; do :; done');
    const idle = await run([], 'sleep 1000');
    const stopped = await docker('create', 'busybox');
    const ids = [busy, idle, stopped, 'nosuch', busy];
    const first = collect((signal) => collector.watch(ids, signal));
    const both = (items: { samples: object }[]) => Object.keys(items.at(-1)?.samples ?? {}).sort();
    await expect.poll(() => both(first.items), POLL).toEqual([busy, idle].sort());
    const before = connections();
    const second = collect((signal) => collector.watch(ids, signal));
    await expect.poll(() => both(second.items), POLL).toEqual([busy, idle].sort());
    expect(connections()).toBeLessThanOrEqual(before);
    const samples = first.items.at(-1)?.samples ?? {};
    // A shell in a loop: a core, or its share of one where the machine is busy.
    expect(samples[busy]?.cpuPercent).toBeGreaterThan(0.5);
    expect(samples[busy]?.cpuPercent).toBeLessThan(150);
    expect(samples[idle]?.cpuPercent).toBeLessThan(samples[busy]?.cpuPercent ?? 0);
    expect(samples[busy]?.memoryLimitBytes).toBe(64 * 1024 * 1024);
    expect(samples[idle]?.memoryBytes).toBeGreaterThan(10_000);
    const theirs = await docker('stats', '--no-stream', '--format', '{{.MemUsage}}', idle);
    const [, amount = '', unit] = /^([\d.]+)(KiB|MiB)/.exec(theirs) ?? [];
    const bytes = Number(amount) * (unit === 'MiB' ? 1024 * 1024 : 1024);
    expect(Math.abs((samples[idle]?.memoryBytes ?? 0) - bytes)).toBeLessThan(bytes / 2);
    await docker('kill', idle);
    await expect.poll(() => both(first.items), POLL).toEqual([busy]);
    first.close();
    second.close();
    await docker('rm', '-f', busy, idle, stopped);
  });

  it('surveys all that run in turn, without a stream for each', async () => {
    const busy = await run([], 'while true; do :; done');
    const idle = await run([], 'sleep 1000');
    const stopped = await docker('create', 'busybox');
    const survey = collect((signal) => surveyStats(engine, signal));
    await expect.poll(() => survey.items.length, POLL).toBeGreaterThan(0);
    const samples = survey.items[0]?.samples ?? {};
    expect(Object.keys(samples)).toEqual(expect.arrayContaining([busy, idle]));
    expect(samples[stopped]).toBeUndefined();
    expect(samples[busy]?.cpuPercent).toBeGreaterThan(samples[idle]?.cpuPercent ?? 100);
    expect(samples[idle]?.memoryBytes).toBeGreaterThan(10_000);
    await docker('kill', busy);
    await expect.poll(() => Object.keys(survey.items.at(-1)?.samples ?? {}), POLL).not.toContain(busy);
    survey.close();
    await expect.poll(() => survey.ended, POLL).toBe(true);
    await docker('rm', '-f', busy, idle, stopped);
  });

  it('keeps a history that a later view starts with, and follows a container to its end', async () => {
    const id = await run(['--name', 'life'], 'sleep 1000');
    const first = follow(id);
    await expect.poll(() => timesOf(first.items).length, POLL).toBeGreaterThanOrEqual(3);
    expect(first.items.at(-1)).toMatchObject({ state: 'running', cpus: expect.any(Number) });
    expect(first.items.at(-1)?.series.pids[0]).toBeGreaterThanOrEqual(1);
    first.close();
    await expect.poll(() => first.ended, POLL).toBe(true);
    const kept = timesOf(first.items);
    expect(collector.history(id).time.slice(0, kept.length)).toEqual(kept);

    const second = follow(id);
    await expect.poll(() => second.items.length, POLL).toBeGreaterThan(0);
    expect(second.items[0]?.series.time.slice(0, kept.length)).toEqual(kept);
    await expect.poll(() => timesOf(second.items).length, POLL).toBeGreaterThan(kept.length);
    await docker('kill', id);
    await expect.poll(() => lastState(second.items), POLL).toBe('stopped');
    await docker('start', id);
    await expect.poll(() => lastState(second.items), POLL).toBe('running');
    const times = timesOf(second.items);
    expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
    await docker('rm', '-f', id);
    await expect.poll(() => second.ended, POLL).toBe(true);
    expect(lastState(second.items)).toBe('gone');
    expect(second.failure).toBeUndefined();
    expect(collector.history(id).time).toEqual([]);
  });

  it('tells its processes, that it is stopped, and that it is not there', async () => {
    const id = await run([], 'sleep 1234 & sleep 1235');
    const processes = (containerId: string) =>
      collect<ContainerProcesses>((signal) => containerProcesses(engine, containerId, signal));
    const read = processes(id);
    await expect.poll(() => read.items.length, POLL).toBeGreaterThan(0);
    const [item] = read.items;
    if (item?.kind !== 'processes') throw new Error('There are no processes.');
    expect(item.titles).toContain('PID');
    expect(item.processes.map((cells) => cells.at(-1))).toEqual(
      expect.arrayContaining(['sleep 1234', 'sleep 1235']),
    );
    await docker('kill', id);
    await expect.poll(() => read.items.at(-1)?.kind, POLL).toBe('stopped');
    await docker('rm', id);
    await expect.poll(() => read.failure, POLL).toMatchObject({ code: 'container_not_found' });
  });

  it('says that the engine is gone, and goes on when it is back', async () => {
    const id = await docker('run', '-d', '--restart', 'always', 'busybox', 'sleep', '1000');
    const read = follow(id);
    await expect.poll(() => lastState(read.items), POLL).toBe('running');
    await dockerd.down('SIGKILL');
    await expect.poll(() => lastState(read.items), POLL).toBe('disconnected');
    await dockerd.boot();
    await expect.poll(() => lastState(read.items), POLL).toBe('running');
  });
});
