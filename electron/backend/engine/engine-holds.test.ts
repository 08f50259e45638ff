import { expect, it } from 'vitest';
import { EngineHolds } from './engine-holds.ts';

it('an engine is woken for work, and held awake until that ends or is left', async () => {
  const told: string[] = [];
  const holds = new EngineHolds({
    ready: async () => void told.push('ready'),
    touch: () => void told.push('touch'),
  });
  async function* work() {
    yield 1;
    yield 2;
  }
  for await (const each of holds.during(work)) {
    expect([each, holds.count, told]).toEqual([1, 1, ['ready']]);
    break;
  }
  expect([holds.count, told]).toEqual([0, ['ready', 'touch']]);
});
