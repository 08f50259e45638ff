import { rm } from 'node:fs/promises';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import type { VmSpec } from '../driver.ts';
import { configOf, writeConfigDisk } from '../guest/config-disk.ts';
import type { Certificates } from '../guest/tls.ts';
import { beginLog } from '../host/log-files.ts';
import { type MachineRecord, writeMachineRecord } from '../host/machine-record.ts';
import type { ShareDaemon } from './shares/share-daemon.ts';
import { shareTag } from './shares/share-device.ts';

/**
 * Writes what a machine finds when it starts: its configuration disk, empty logs, and the record that tells the next
 * backend what it was started with.
 * @throws AppError home_disk_full, home_not_writable
 */
export async function prepareStart(
  files: PierFiles,
  options: {
    spec: VmSpec;
    certificates: Certificates;
    record: MachineRecord;
    shares: ShareDaemon | undefined;
  },
): Promise<void> {
  const { spec, certificates, record, shares } = options;
  const { run, vm, logs } = files;
  await writeConfigDisk(
    vm.configDisk,
    configOf(
      spec,
      certificates,
      shares && { tag: shareTag(shares.record.generation), folders: shares.record.folders },
    ),
  );
  for (const path of [run.machinePid, run.qmpSocket, run.guestAgentSocket]) await rm(path, { force: true });
  try {
    for (const path of [logs.console, logs.qemu, run.guestStatus]) await beginLog(path);
  } catch (error) {
    throw toDiskError(error, logs.dir);
  }
  await writeMachineRecord(run.machineState, record);
}
