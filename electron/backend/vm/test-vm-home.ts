import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunningVm, VmDriver, VmSpec } from '../../../vm/drivers/driver.ts';
import { type PierFiles, pierCache, pierFiles } from '../../../vm/files.ts';
import type { Logger } from '../log/logger.ts';
import { settingsSchema } from '../settings/settings.ts';
import { selectDriver } from './select-driver.ts';
import { Supervisor } from './supervisor.ts';

export const vmSpec: VmSpec = {
  // Two that are emulated take a third more of this computer's time for the same work.
  cpus: 1,
  memoryBytes: 2 * 1024 ** 3,
  diskLimitBytes: 64 * 1024 ** 3,
  swapBytes: 1024 ** 3,
  hostname: 'pier',
};

/** A log that a failed test shows: on stderr, with the time since the start. */
export const testLog: Logger = {
  debug() {},
  info: (message, fields) => print('info', message, fields),
  warn: (message, fields) => print('warn', message, fields),
  error: (message, fields) => print('error', message, fields),
};

const startedAt = Date.now();

function print(level: string, message: string, fields?: Record<string, unknown>): void {
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1);
  process.stderr.write(`${seconds} s ${level} ${message} ${fields ? JSON.stringify(fields) : ''}\n`);
}

export function makeHome(): PierFiles {
  return pierFiles(mkdtempSync(join(tmpdir(), 'pier-vm-')));
}

export function removeHome(files: PierFiles): void {
  rmSync(files.home, { recursive: true, force: true });
}

export interface Backend {
  driver: VmDriver;
  supervisor: Supervisor;
  /** What the next start asks for: may be changed. */
  spec: VmSpec;
  /** The machine that the driver started or adopted last. */
  vm(): RunningVm;
}

/** The real driver and the real supervisor, as a backend has them. `change` may alter each machine. */
export function makeBackend(
  files: PierFiles,
  options: { driver?: VmDriver; change?: (vm: RunningVm) => void; spec?: Partial<VmSpec> } = {},
): Backend {
  const settings = settingsSchema.parse({ driver: 'qemu' });
  const env = { PATH: process.env.PATH };
  const driver =
    options.driver ?? selectDriver({ files, settings, cacheDir: pierCache(), log: testLog, env });
  let latest: RunningVm | undefined;
  const keep = <T extends RunningVm | undefined>(vm: T): T => {
    if (vm) options.change?.(vm);
    latest = vm ?? latest;
    return vm;
  };
  const start = driver.start.bind(driver);
  const adopt = driver.adopt.bind(driver);
  driver.start = async (spec, signal) => keep(await start(spec, signal));
  driver.adopt = async () => keep(await adopt());
  const spec = { ...vmSpec, ...options.spec };
  const supervisor = new Supervisor({ driver, spec: () => spec, log: testLog });
  const vm = () => {
    if (!latest) throw new Error('There is no machine.');
    return latest;
  };
  return { driver, supervisor, spec, vm };
}
