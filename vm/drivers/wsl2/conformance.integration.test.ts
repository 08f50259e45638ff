import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { driverConformance } from '../conformance/driver-conformance.ts';
import { marksBelow } from '../conformance/marks-below.ts';
import { TestWslHome } from './test-wsl-home.ts';

const GIB = 1024 ** 3;

driverConformance({
  driver: 'wsl2',
  makeHarness: () => {
    const home = new TestWslHome();
    const folder = mkdtempSync(join(tmpdir(), 'pier-shared-'));
    return {
      newDriver: () => home.driver(),
      spec: {
        ...{ cpus: 2, memoryBytes: 2 * GIB, diskLimitBytes: 8 * GIB, swapBytes: 0, hostname: 'pier' },
        sharedFolders: [],
      },
      provisionsInSteps: true,
      crash: () => void process.kill(home.machinePid(), 'SIGKILL'),
      powerOff: async () => void process.kill(home.machinePid(), 'SIGUSR2'),
      belongings: async () => ({
        ...(await marksBelow(home.files.vm.dir)),
        ...Object.fromEntries(
          Object.entries(home.distributions).map(([name, { dir }]) => [`distribution ${name}`, dir]),
        ),
      }),
      diskBytes: async () => home.distributions['pier-data']?.size ?? 0,
      folder,
      close: async () => {
        home.remove();
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});
