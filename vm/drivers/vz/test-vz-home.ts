import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installStandIns } from '../../../e2e/fixtures/stand-ins/install.ts';
import { type PierFiles, pierFiles } from '../../files.ts';
import { sleep } from '../../sleep.ts';
import type { VmSpec } from '../driver.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { VzDriver, type VzDriverOptions } from './vz-driver.ts';

const GIB = 1024 ** 3;

export interface VzHome {
  files: PierFiles;
  spec: VmSpec;
  /** A folder that can be shared. */
  folder: string;
  /** Warnings that were logged. */
  warnings: string[];
  newDriver(change?: Partial<VzDriverOptions>): VzDriver;
  remove(): void;
}

/** An installation whose vfkit and gvproxy are programs that stand in for them, with an image of three small files. */
export function makeVzHome(): VzHome {
  // As short as a socket's path has to be, and without a link in it.
  const dir = mkdtempSync(join(realpathSync(tmpdir()), 'pvz-'));
  const bin = installStandIns(join(dir, 'bin'), ['vfkit', 'gvproxy']);
  const folder = mkdtempSync(join(dir, 'shared-'));
  const image = { key: 'standin', cmdline: 'console=hvc0 quiet panic=-1' };
  const path = (name: string) => join(dir, name);
  for (const name of ['vmlinuz', 'initramfs', 'root']) writeFileSync(path(name), `${name}\n`);
  const files = pierFiles(join(dir, 'h'));
  const warnings: string[] = [];
  const log: DriverLog = { info() {}, warn: (message) => warnings.push(message) };
  return {
    ...{ files, folder, warnings },
    spec: {
      ...{ cpus: 2, memoryBytes: 2 * GIB, diskLimitBytes: 4 * GIB, swapBytes: 0, hostname: 'pier' },
      sharedFolders: [folder],
    },
    newDriver: (change = {}) =>
      new VzDriver({
        ...{ files, log, env: { PATH: bin } },
        ensureImage: async ({ onStep, signal }) => {
          signal.throwIfAborted();
          onStep({ id: 'image', title: 'Getting the VM image' });
          await sleep(1, signal);
          return { ...image, kernel: path('vmlinuz'), initramfs: path('initramfs'), root: path('root') };
        },
        ...change,
      }),
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}
