import type { RunningVm, VmSpec } from '../../../vm/drivers/driver.ts';
import { FakeDriver } from '../../../vm/drivers/fake/fake-driver.ts';
import type { FakeMachine } from '../../../vm/drivers/fake/fake-machine.ts';
import type { FakeScript } from '../../../vm/drivers/fake/fake-script.ts';
import { silentLogger } from '../log/logger.ts';
import type { EngineProbe } from './engine-probe.ts';
import { Supervisor } from './supervisor.ts';

export const testSpec: VmSpec = {
  cpus: 2,
  memoryBytes: 2 * 1024 ** 3,
  diskLimitBytes: 64 * 1024 ** 3,
  swapBytes: 1024 ** 3,
  hostname: 'pier',
};

/** Asks a scripted machine without a socket, so that fake timers rule everything. */
function scriptedProbe(vm: RunningVm): EngineProbe {
  return {
    ping: async () => {
      if (!(vm as FakeMachine).answers) throw new Error('connection refused');
      return { engineVersion: '1.2.3' };
    },
    onDrop: () => () => {},
    close() {},
  };
}

export interface TestSupervisor {
  supervisor: Supervisor;
  driver: FakeDriver;
  /** What the machine does from its next start on may be changed. */
  script: FakeScript;
  /** The kinds of state gone through, in order and without repetition. */
  kinds: string[];
  /** Errors that were logged: among them transitions that the table does not have. */
  errors: string[];
  /** The machine that runs now. @throws where there is none */
  machine(): FakeMachine;
}

/** A supervisor over a scripted machine. */
export function testSupervisor(script: FakeScript = {}): TestSupervisor {
  const endpoint = { kind: 'unix', path: '/nowhere/engine.sock' } as const;
  const played: FakeScript = { endpoint, ...script };
  const driver = new FakeDriver(played);
  const errors: string[] = [];
  const supervisor = new Supervisor({
    driver,
    spec: () => testSpec,
    log: { ...silentLogger, error: (message) => errors.push(message) },
    probe: scriptedProbe,
  });
  const kinds: string[] = [];
  supervisor.onChange(() => {
    const { state } = supervisor.status();
    const kind = state.kind === 'running' && state.degraded ? 'degraded' : state.kind;
    if (kinds.at(-1) !== kind) kinds.push(kind);
  });
  const machine = () => {
    if (!driver.machine) throw new Error('There is no machine.');
    return driver.machine;
  };
  return { supervisor, driver, script: played, kinds, errors, machine };
}
