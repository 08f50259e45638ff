import { afterEach, describe, expect, it } from 'vitest';
import type { FakeScript } from '../../../vm/drivers/fake/fake-script.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { silentLogger } from '../log/logger.ts';
import { LiveResources } from './live-resources.ts';
import { type TestSupervisor, testSpec, testSupervisor } from './test-supervisor.ts';

const GIB = 1024 ** 3;
const limits = { cpus: { min: 1, max: 8 }, memoryBytes: { min: GIB, max: 4 * GIB } };
let test: TestSupervisor;

async function make(script: FakeScript = { live: limits }) {
  test = testSupervisor(script);
  const { supervisor } = test;
  const changes = new Emitter<void>();
  let wanted = { cpus: testSpec.cpus, memoryBytes: testSpec.memoryBytes };
  const live = new LiveResources({
    machine: {
      resources: () => supervisor.resources,
      share: () => supervisor.status().info,
      onChange: (listener) => supervisor.onChange(listener),
      tellChange: () => supervisor.tellChange(),
    },
    settings: { wanted: () => wanted, onChange: (listener) => changes.on(listener) },
    log: silentLogger,
  });
  const want = async (change: Partial<typeof wanted>) => {
    wanted = { ...wanted, ...change };
    changes.emit();
    await live.follow();
  };
  await supervisor.init();
  return { supervisor, live, want };
}

const share = () => {
  const { cpus, memoryBytes } = test.supervisor.status().info;
  return { cpus, memoryBytes };
};

afterEach(() => test.supervisor.dispose({ stopMachine: true }));

describe('LiveResources', () => {
  it('brings a running machine to the settings, and tells it', async () => {
    const { supervisor, live, want } = await make();
    expect(live.limits).toBeUndefined();
    await supervisor.start();
    expect(live.limits).toEqual(limits);
    let told = 0;
    supervisor.onChange(() => told++);
    await want({ cpus: 4, memoryBytes: 3 * GIB });
    expect(share()).toEqual({ cpus: 4, memoryBytes: 3 * GIB });
    expect(told).toBe(2);
  });

  it('leaves to the next start what the machine cannot follow', async () => {
    const { supervisor, want } = await make();
    await supervisor.start();
    await want({ cpus: 9, memoryBytes: 3 * GIB });
    expect(share()).toEqual({ cpus: 2, memoryBytes: 3 * GIB });
  });

  it('does not try again what failed, until something else is asked', async () => {
    const { supervisor, want } = await make();
    await supervisor.start();
    test.script.liveFails = 'in use';
    await want({ memoryBytes: GIB });
    expect(share()).toMatchObject({ memoryBytes: 2 * GIB });
    delete test.script.liveFails;
    await want({});
    expect(share()).toMatchObject({ memoryBytes: 2 * GIB });
    await want({ cpus: 3 });
    expect(share()).toEqual({ cpus: 3, memoryBytes: GIB });
  });

  it('follows when the machine runs again: settings were changed while it was paused', async () => {
    const { supervisor, live, want } = await make();
    await supervisor.start();
    await supervisor.pause('person');
    await want({ cpus: 1 });
    expect(share().cpus).toBe(2);
    await supervisor.resume();
    await live.follow();
    expect(share().cpus).toBe(1);
  });
});
