import { stat } from 'node:fs/promises';
import { driverConformance } from '../conformance/driver-conformance.ts';
import { marksBelow } from '../conformance/marks-below.ts';
import { GUEST_ENGINE_PORT } from '../guest/boot-image.ts';
import { makeVzHome } from './test-vz-home.ts';

driverConformance({
  driver: 'vz',
  makeHarness: () => {
    const { files, spec, folder, newDriver, remove } = makeVzHome();
    return {
      ...{ newDriver, spec, folder, enginePort: GUEST_ENGINE_PORT, provisionsInSteps: true },
      crash: ({ pid }) => {
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      },
      powerOff: async (vm) => {
        await vm.guest?.exec('/sbin/poweroff', []);
      },
      belongings: () => marksBelow(files.vm.dir),
      diskBytes: async () => (await stat(files.vm.dataDisk)).size,
      close: async () => remove(),
    };
  },
});
