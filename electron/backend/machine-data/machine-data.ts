import { randomUUID } from 'node:crypto';
import { stat, statfs } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { MachineDataState } from '../../../shared/contract/machine-data.ts';
import { AppError } from '../../../shared/errors.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { PierFiles } from '../../../vm/files.ts';
import type { Logger } from '../log/logger.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import type { TaskHandle, TaskOutcome, TaskRegistry } from '../tasks/task-registry.ts';
import type { Supervisor } from '../vm/supervisor.ts';
import { DiskMove } from './disk-move.ts';
import { DiskOwner } from './disk-owner.ts';
import { allocatedBytes } from './disk-room.ts';
import { DiskSwap } from './disk-swap.ts';
import { removeInstallation } from './factory-reset.ts';
import { readDiskArchive } from './read-disk-archive.ts';
import { SnapshotBook } from './snapshot-book.ts';
import { progressOf, Snapshots } from './snapshots.ts';
import { UnfinishedFile } from './unfinished-file.ts';
import { writeDiskArchive } from './write-disk-archive.ts';

export interface MachineDataOptions {
  supervisor: Supervisor;
  tasks: TaskRegistry;
  settings: SettingsBook;
  files: PierFiles;
  /** Where the data disk is now. */
  dataDisk: () => string;
  /** Of this Pier. */
  version: string;
  log: Logger;
  /** What others keep in memory of an installation that is reset. */
  forget: () => Promise<void>;
  /** Removes the logins that Pier keeps. */
  eraseLogins: () => Promise<void>;
}

/** All data of the engine at once: what there is, copies of it, and how to be rid of it. Each long work is a task. */
export class MachineData {
  readonly snapshots: Snapshots;
  readonly #options: MachineDataOptions;
  readonly #swap: DiskSwap;
  readonly #move: DiskMove;
  readonly #unfinished: UnfinishedFile;
  readonly #owner: DiskOwner;
  readonly #changes = new Emitter<void>();
  /** What is done with the data now, for people. */
  #doing: string | undefined;

  constructor(options: MachineDataOptions) {
    const { supervisor, tasks, settings, files, dataDisk, log } = options;
    this.#options = options;
    this.#swap = new DiskSwap(dataDisk);
    this.#move = new DiskMove(files);
    this.#unfinished = new UnfinishedFile(files.vm.export);
    this.snapshots = new Snapshots({ book: new SnapshotBook({ path: files.snapshots, log }), dataDisk });
    this.#owner = new DiskOwner({ supervisor, tasks, settings, swap: this.#swap, sizeOf, log });
  }

  /** Finishes what was cut short. Before the machine is looked at. */
  async recover(): Promise<void> {
    await this.#move.recover();
    await this.snapshots.recover();
    await this.#unfinished.recover();
    const found = await this.#swap.recover();
    if (found === 'put back')
      this.#options.log.warn('An exchange of the data disk was cut short: it is back.');
  }

  dispose(): void {
    this.#owner.dispose();
  }

  onChange(listener: () => void): () => void {
    const ends = [this.#changes.on(listener), this.#options.supervisor.onChange(listener)];
    return () => {
      for (const end of ends) end();
    };
  }

  async state(): Promise<MachineDataState> {
    const path = this.#options.dataDisk();
    const { hasMachine } = this.#options.supervisor.status().info;
    const diskBytes = await sizeOf(path);
    const [allocated, keptBytes, snapshots, freeBytes] = await Promise.all([
      allocatedBytes(path),
      allocatedBytes(this.#swap.previous),
      this.snapshots.list(),
      freeBytesOf(dirname(path)),
    ]);
    return {
      hasMachine,
      ...(diskBytes > 0 && { disk: { path, diskBytes, allocatedBytes: allocated } }),
      place: { folder: this.#move.folder, ownFolder: this.#move.ownFolder },
      freeBytes,
      keptBytes,
      snapshots,
      suggestedFolder: join(homedir(), 'Pier exports'),
    };
  }

  async createSnapshot(name: string): Promise<{ taskId: string }> {
    this.#requireMachine('make a snapshot');
    this.#requireFile('make a snapshot');
    await this.#requireDisk('make a snapshot');
    await this.snapshots.refuseTaken(name);
    return this.#start('snapshot-create', `Snapshot ${name}`, name, async (task) => {
      const { imageVersion } = this.#options.supervisor.status().info;
      const { value, awayMs } = await this.#owner.whileStopped(
        task,
        'a snapshot of its data is being made',
        () => {
          task.report({ status: 'Copying the data disk' });
          return this.snapshots.create(name, task, imageVersion);
        },
      );
      const how = value.method === 'clone' ? 'Cloned' : 'Copied';
      return {
        status: `${how} in ${seconds(value.tookMs)}${awayMs > 0 ? `; the engine was away for ${seconds(awayMs)}` : ''}`,
        result: { id: value.id },
      };
    });
  }

  async restoreSnapshot(id: string): Promise<{ taskId: string }> {
    this.#requireMachine('restore a snapshot');
    this.#requireFile('restore a snapshot');
    const { name } = await this.snapshots.require(id);
    return this.#start('snapshot-restore', `Restore the snapshot ${name}`, name, async (task) => {
      task.report({ status: 'Copying the snapshot' });
      await this.snapshots.copyTo(id, this.#swap.incoming, task);
      await this.#takeIncoming(task);
      return { status: 'Restored' };
    });
  }

  async deleteSnapshot(id: string): Promise<void> {
    await this.snapshots.delete(id);
    this.#changes.emit();
  }

  async moveDisk(folder: string): Promise<{ taskId: string }> {
    this.#requireMachine('move the data disk');
    this.#requireFile('move the data disk');
    await this.#move.check(folder);
    if (this.#swap.isPending) {
      const hint = 'Start the engine once: it tells whether the new data can be used.';
      throw new AppError('machine_busy', 'Move the data disk: its data were just replaced.', hint);
    }
    return this.#start('disk-move', 'Move the data disk', folder, async (task) => {
      const clear = { currentBytes: undefined, totalBytes: undefined };
      await this.#owner.whileStopped(task, 'its disk is being moved', async () => {
        task.report({ status: 'Copying the data disk' });
        await this.#move.run({
          folder,
          signal: task.signal,
          onProgress: progressOf(task),
          onCompare: () => task.report({ status: 'Comparing the copy', ...clear }),
          onSwitch: () => task.report({ status: 'Removing the old one', cancellable: false }),
        });
      });
      return { status: `It is in ${folder} now` };
    });
  }

  async export(to: string): Promise<{ taskId: string }> {
    this.#requireMachine('export the data');
    this.#requireFile('export the data');
    const disk = await this.#requireDisk('export the data');
    return this.#start('data-export', 'Export all engine data', to, async (task) => {
      const part = `${to}.${randomUUID().slice(0, 8)}.part`;
      const write = async () => {
        task.report({ status: 'Writing the export' });
        const { version: pier } = this.#options;
        const { signal } = task;
        await this.#unfinished.begin(part);
        try {
          return await writeDiskArchive({ disk, to, part, pier, signal, onProgress: progressOf(task) });
        } finally {
          await this.#unfinished.end();
        }
      };
      const { value } = await this.#owner.whileStopped(task, 'its data are being exported', write);
      return { status: `Written to ${to}`, result: { path: to, sha256: value.sha256 } };
    });
  }

  async import(path: string): Promise<{ taskId: string }> {
    this.#requireMachine('import data');
    this.#requireFile('import data');
    return this.#start('data-import', 'Import all engine data', path, async (task) => {
      task.report({ status: 'Unpacking and checking the export' });
      const { incoming } = this.#swap;
      await readDiskArchive({
        archive: path,
        to: incoming,
        signal: task.signal,
        onProgress: progressOf(task),
      });
      await this.#takeIncoming(task);
      return { status: 'Imported' };
    });
  }

  /** The data disk is made anew by the next start, which comes at once where the engine ran. */
  async clean(): Promise<{ taskId: string }> {
    this.#requireMachine('clean the engine data');
    this.#move.requireThere('clean the engine data');
    return this.#start('data-clean', 'Clean all engine data', 'engine data', async (task) => {
      await this.#owner.whileStopped(task, 'its data are being removed', async () => {
        task.report({ status: 'Removing the data disk', cancellable: false });
        const { removeData } = this.#options.supervisor;
        await (removeData ? removeData() : this.#swap.remove());
      });
      return { status: 'The engine begins with an empty disk' };
    });
  }

  async factoryReset(): Promise<{ taskId: string }> {
    this.#requireMachine('reset Pier');
    const { supervisor, files, settings, forget, eraseLogins } = this.#options;
    return this.#start('factory-reset', 'Factory reset', 'Pier', async (task) => {
      task.report({ status: 'Stopping the engine', cancellable: false });
      await supervisor.whileStopped('Pier is being reset', async () => {
        task.report({ status: 'Removing everything' });
        const snapshots = (await this.snapshots.list()).map(({ path }) => path);
        const beside = [...this.#swap.paths, ...snapshots];
        // Before its files: what else there is of the machine is known by them.
        const failure = await removeInstallation(files, beside, async () => {
          await supervisor.removeMachine();
          await eraseLogins();
        });
        await this.snapshots.forget();
        await settings.forget();
        await forget();
        if (failure !== undefined) throw failure;
        await supervisor.removeMachine();
      });
      return { status: 'Pier is as it was when it was installed' };
    });
  }

  async #takeIncoming(task: TaskHandle): Promise<void> {
    try {
      await this.#options.supervisor.checkDataDisk(this.#swap.incoming);
      task.signal.throwIfAborted();
    } catch (error) {
      await this.#swap.recover();
      throw error;
    }
    await this.#owner.replace(task);
  }

  #start(
    kind: string,
    title: string,
    subject: string,
    work: (task: TaskHandle) => Promise<TaskOutcome>,
  ): { taskId: string } {
    // Two would write to the same files.
    if (this.#doing !== undefined) {
      throw new AppError(
        'machine_busy',
        `Cannot start '${title}': '${this.#doing}' is not done yet.`,
        'Wait for its end, or cancel it. The list of tasks shows how far it is.',
      );
    }
    const started = this.#options.tasks.start({ kind, title, subject }, (task) =>
      work(task).finally(() => {
        this.#doing = undefined;
        this.#changes.emit();
      }),
    );
    this.#doing = title;
    return started;
  }

  #requireMachine(verb: string): void {
    if (this.#options.supervisor.status().info.hasMachine) return;
    throw new AppError(
      'capability_missing',
      `Cannot ${verb}: the engine is run by somebody else.`,
      'Its data are where it was started. Volumes and images can be exported one by one.',
    );
  }

  #requireFile(verb: string): void {
    if (!this.#options.supervisor.removeData) return;
    throw new AppError(
      'capability_missing',
      `Cannot ${verb}: on this system the data are not in a file of Pier's own.`,
      'Volumes and images can be exported one by one.',
    );
  }

  async #requireDisk(verb: string): Promise<string> {
    const path = this.#options.dataDisk();
    if ((await sizeOf(path)) > 0) return path;
    throw new AppError(
      'data_disk_unusable',
      `Cannot ${verb}: there is no data disk yet.`,
      'Start the engine once: it makes one.',
    );
  }
}

async function sizeOf(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => size,
    () => 0,
  );
}

async function freeBytesOf(folder: string): Promise<number> {
  return statfs(folder).then(
    ({ bavail, bsize }) => bavail * bsize,
    () => 0,
  );
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`;
}
