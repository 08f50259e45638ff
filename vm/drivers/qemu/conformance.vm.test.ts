import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pierCache, pierFiles } from '../../files.ts';
import { ensureImage } from '../../image/ensure-image.ts';
import { driverConformance } from '../conformance/driver-conformance.ts';
import { marksBelow } from '../conformance/marks-below.ts';
import { GUEST_ENGINE_PORT } from '../guest/boot-image.ts';
import { QemuDriver } from './qemu-driver.ts';

const GIB = 1024 ** 3;

driverConformance({
  driver: 'qemu',
  makeHarness: async () => {
    // A build takes longer than a case may.
    const { signal } = new AbortController();
    const cacheDir = pierCache();
    await ensureImage({ cacheDir, onStep: () => {}, signal });
    const files = pierFiles(mkdtempSync(join(tmpdir(), 'pier-vm-')));
    const folder = mkdtempSync(join(tmpdir(), 'pier-shared-'));
    mkdirSync(files.home, { recursive: true });
    return {
      newDriver: () =>
        new QemuDriver({
          files,
          env: { PATH: process.env.PATH },
          log: { info() {}, warn() {} },
          ensureImage: (options) => ensureImage({ ...options, cacheDir }),
        }),
      spec: {
        ...{ cpus: 1, memoryBytes: 2 * GIB, diskLimitBytes: 8 * GIB, swapBytes: 0, hostname: 'pier' },
        sharedFolders: [],
      },
      // The image is in the cache.
      provisionsInSteps: false,
      crash: ({ pid }) => {
        if (pid !== undefined) process.kill(pid, 'SIGKILL');
      },
      belongings: () => marksBelow(files.vm.dir),
      diskBytes: async () => (await stat(files.vm.dataDisk)).size,
      folder,
      enginePort: GUEST_ENGINE_PORT,
      close: async () => {
        for (const path of [files.home, folder]) rmSync(path, { recursive: true, force: true });
      },
    };
  },
});
