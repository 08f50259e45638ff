import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { EngineMonitor } from './engine-monitor.ts';
import type { EngineProbe } from './engine-probe.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  monitor?.close();
  vi.useRealTimers();
});

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
let monitor: EngineMonitor | undefined;

function watch(up = true, askAgainMs?: (failures: number) => number) {
  const engine = { mode: (up ? 'up' : 'down') as 'up' | 'down' | 'silent', pings: 0, drop: () => {} };
  const told: string[] = [];
  const probe: EngineProbe = {
    ping: async (timeoutMs) => {
      engine.pings += 1;
      if (engine.mode === 'down') throw new Error('refused');
      if (engine.mode === 'silent') {
        await new Promise((resolve) => setTimeout(resolve, timeoutMs));
        throw new Error('no answer');
      }
      return { engineVersion: '1' };
    },
    onDrop: (listener) => {
      engine.drop = listener;
      return () => {};
    },
    close() {},
  };
  monitor = new EngineMonitor({
    probe,
    answerMs: 2000,
    up,
    askAgainMs,
    onUp: () => told.push('up'),
    onDown: (reason) => told.push(`down: ${(reason as Error).message}`),
  });
  return { engine, told };
}

describe('EngineMonitor', () => {
  it('asks seldom while all is well, and tells nothing', async () => {
    const { engine, told } = watch();
    await pass(60_000);
    expect(told).toEqual([]);
    expect(engine.pings).toBeLessThanOrEqual(12);
  });

  it('tells each change once', async () => {
    const { engine, told } = watch();
    engine.mode = 'down';
    await pass(20_000);
    engine.mode = 'up';
    await pass(20_000);
    expect(told).toEqual(['down: refused', 'up']);
  });

  it('asks ever more seldom for an engine that is far away', async () => {
    const { engine } = watch(true, (failures) => 1000 * 2 ** failures);
    engine.mode = 'down';
    await pass(5000 + 2000 + 4000 + 8000 + 1000);
    expect(engine.pings).toBe(4);
    engine.mode = 'up';
    await pass(16_000);
    engine.mode = 'down';
    const before = engine.pings;
    await pass(5000 + 2000 + 100);
    expect(engine.pings - before).toBeGreaterThanOrEqual(2);
  });

  it('asks at once when the connection drops', async () => {
    const { engine, told } = watch();
    await pass(6500);
    engine.mode = 'down';
    engine.drop();
    await pass(100);
    expect(told).toEqual(['down: refused']);
  });

  it('does not ask without end an engine that drops every connection', async () => {
    const { engine } = watch();
    const drops = setInterval(() => engine.drop(), 10);
    await pass(30_000);
    clearInterval(drops);
    expect(engine.pings).toBeLessThanOrEqual(31);
  });

  it('takes one ping without an answer for a busy machine, two for an engine that is gone', async () => {
    const { engine, told } = watch();
    engine.mode = 'silent';
    await pass(5000 + 2000 + 100);
    expect(told).toEqual([]);
    await pass(3000);
    expect(told).toEqual(['down: no answer']);
  });

  it('begins with an engine that does not answer, and ends when it is closed', async () => {
    const { engine, told } = watch(false);
    await pass(2000);
    expect(told).toEqual([]);
    monitor?.close();
    engine.mode = 'up';
    const { pings } = engine;
    await pass(20_000);
    expect(told).toEqual([]);
    expect(engine.pings).toBeLessThanOrEqual(pings + 1);
  });
});
