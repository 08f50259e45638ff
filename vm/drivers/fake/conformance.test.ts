import { driverConformance } from '../conformance/driver-conformance.ts';
import { FakeDriver } from './fake-driver.ts';
import type { FakeMachine } from './fake-machine.ts';

const MIB = 1024 ** 2;

driverConformance({
  driver: 'fake',
  makeHarness: () => {
    const driver = new FakeDriver({
      installed: false,
      provisionSteps: [
        { id: 'one', title: 'One', ms: 1 },
        { id: 'two', title: 'Two', ms: 1 },
      ],
      bootSteps: [{ id: 'boot', title: 'Booting', ms: 1 }],
      live: { cpus: { min: 1, max: 4 }, memoryBytes: { min: 512 * MIB, max: 4096 * MIB } },
      guestListeners: [{ protocol: 'tcp', ip: '0.0.0.0', port: 8080 }],
    });
    return {
      // What is installed and what runs is in this object alone.
      newDriver: () => driver,
      spec: { cpus: 2, memoryBytes: 1024 * MIB, diskLimitBytes: 4096 * MIB, swapBytes: 0, hostname: 'pier' },
      provisionsInSteps: true,
      crash: (vm) => (vm as FakeMachine).crash(),
      powerOff: async (vm) => (vm as FakeMachine).powerOff(),
      belongings: async (): Promise<Record<string, string>> =>
        (await driver.inspect()) === 'absent' ? {} : { machine: 'scripted' },
      close: async () => {},
    };
  },
});
