import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { outermostFolders } from '../../../../shared/model/shared-folders.ts';
import { dataDiskPlace } from '../../../data-disk-place.ts';
import type { PierFiles } from '../../../files.ts';
import { readLastLines } from '../../../last-lines.ts';
import { acceptsConnections } from '../../../proc-net.ts';
import { sleep } from '../../../sleep.ts';
import { snapshotFolders } from '../../../snapshot-folders.ts';
import { namesInShares } from '../../guest/share-folders.ts';
import { isRunning } from '../../host/host-process.ts';
import { type ShareTools, unavailable } from './find-virtiofsd.ts';
import {
  buildEnterCommand,
  buildNamespaceCommand,
  buildVirtiofsdArguments,
  SHARE_SCRIPT,
} from './share-command.ts';

const START_TIMEOUT_MS = 10_000;
const CHANGE_TIMEOUT_MS = 10_000;
const LOOK_EVERY_MS = 1000;
const RETRY_MS = 10;
const NAME = 'pier-shares';

const recordSchema = z.object({
  /** Of the shell that leads the daemon's group and keeps its mounts. */
  pid: z.number().int(),
  folders: z.array(z.string()),
  /** How many there were before it for this machine: its device and its tag are named after it. */
  generation: z.number().int(),
});

export type ShareRecord = z.infer<typeof recordSchema>;

/**
 * One virtiofsd for all shared folders. It serves a memory file system that holds nothing but these folders, so that
 * one more needs no device and no restart: it is mounted there. In a session of its own, as QEMU is: it outlives the
 * backend, and ends with the machine, which is its only client.
 */
export class ShareDaemon {
  readonly record: ShareRecord;
  /** Resolves when it is gone; never rejects. */
  readonly ended: Promise<void>;
  readonly #files: PierFiles;
  readonly #tools: () => Promise<ShareTools>;
  readonly #released = new AbortController();

  private constructor(options: {
    record: ShareRecord;
    files: PierFiles;
    tools: () => Promise<ShareTools>;
    child?: ChildProcess;
  }) {
    this.record = options.record;
    this.#files = options.files;
    this.#tools = options.tools;
    const { child } = options;
    this.ended = child
      ? new Promise((resolve) => {
          if (child.exitCode !== null || child.signalCode !== null) resolve();
          else child.once('exit', () => resolve());
        })
      : this.#lookForEnd();
  }

  /** @throws AppError shares_unavailable with the daemon's words */
  static async start(
    files: PierFiles,
    tools: ShareTools,
    wanted: Pick<ShareRecord, 'folders' | 'generation'>,
    virtiofsdArguments = buildVirtiofsdArguments,
  ): Promise<ShareDaemon> {
    const { run, logs } = files;
    await mkdir(run.sharesRoot, { recursive: true, mode: 0o700 });
    await rm(run.sharesSocket, { force: true });
    const daemon = [
      tools.virtiofsd,
      ...virtiofsdArguments({ ...tools, socket: run.sharesSocket, root: run.sharesRoot }),
    ];
    const hidden = await hiddenFolders(files, wanted.folders);
    const script = ['serve', run.sharesRoot, ...hidden, '--', ...wanted.folders, '--', ...daemon];
    const [program = '', ...args] = buildNamespaceCommand({
      ...tools,
      command: ['sh', '-c', SHARE_SCRIPT, NAME, ...script],
    });
    const log = openSync(logs.shares, 'w', 0o600);
    let child: ChildProcess;
    try {
      child = spawn(program, args, { detached: true, stdio: ['ignore', log, log], cwd: '/' });
    } finally {
      closeSync(log);
    }
    child.unref();
    let failure: string | undefined;
    child.once('error', (error) => {
      failure = error.message;
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    while (!(await isListenedTo(run.sharesSocket))) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > deadline) {
        const { lines } = await readLastLines(logs.shares, 3).catch(() => ({ lines: [] }));
        failure ??= lines.join(' ') || 'it ended without a word';
      }
      if (failure !== undefined) {
        endGroup(child.pid);
        throw unavailable(
          `'${tools.virtiofsd}' could not be started (${failure})`,
          `Restart the engine. The whole of what it said is in '${logs.shares}'.`,
        );
      }
      await sleep(RETRY_MS);
    }
    const record = { ...wanted, pid: child.pid ?? 0 };
    try {
      await writeRecord(run.sharesState, record);
    } catch (error) {
      // Nobody would know of it.
      endGroup(child.pid);
      throw error;
    }
    return new ShareDaemon({ record, files, tools: async () => tools, child });
  }

  /** The one that an earlier backend started, while it runs. */
  static async adopt(files: PierFiles, tools: () => Promise<ShareTools>): Promise<ShareDaemon | undefined> {
    const record = await readRecord(files.run.sharesState);
    if (!record || !(await isRunning(record.pid, files.run.sharesRoot))) return undefined;
    return new ShareDaemon({ record, files, tools });
  }

  /** Ends the one that is left of an earlier machine. */
  static async clear(files: PierFiles): Promise<void> {
    const left = await ShareDaemon.adopt(files, () => Promise.reject(new Error('no tools')));
    left?.end();
    left?.release();
    await rm(files.run.sharesState, { force: true });
  }

  /** Serves these as well. @throws AppError shares_unavailable */
  async add(folders: readonly string[]): Promise<void> {
    if (folders.length === 0) return;
    await this.#among([
      'add',
      this.#files.run.sharesRoot,
      ...(await hiddenFolders(this.#files, folders)),
      '--',
      ...folders,
    ]);
    await this.#write([...this.record.folders, ...folders]);
  }

  /** Serves these no longer; what is open of them stays open. @throws AppError shares_unavailable */
  async remove(folders: readonly string[]): Promise<void> {
    if (folders.length === 0) return;
    await this.#among(['remove', this.#files.run.sharesRoot, '--', ...folders]);
    await this.#write(this.record.folders.filter((folder) => !folders.includes(folder)));
  }

  /** Ends it at once. Idempotent. */
  end(): void {
    endGroup(this.record.pid);
  }

  /** Watches it no longer; it goes on. */
  release(): void {
    this.#released.abort();
  }

  async #among(script: string[]): Promise<void> {
    const { nsenter, isRoot } = await this.#tools();
    const [program = '', ...args] = buildEnterCommand({
      ...{ nsenter, isRoot, pid: this.record.pid },
      command: ['sh', '-c', SHARE_SCRIPT, NAME, ...script],
    });
    try {
      await promisify(execFile)(program, args, { timeout: CHANGE_TIMEOUT_MS, cwd: '/' });
    } catch (error) {
      const { stderr, message } = error as Error & { stderr?: string };
      throw unavailable((stderr || message).trim(), 'Restart the engine: it shares what the settings say.');
    }
  }

  async #write(folders: string[]): Promise<void> {
    this.record.folders = folders;
    await writeRecord(this.#files.run.sharesState, this.record);
  }

  async #lookForEnd(): Promise<void> {
    const { signal } = this.#released;
    while (!signal.aborted && (await isRunning(this.record.pid, this.#files.run.sharesRoot))) {
      await sleep(LOOK_EVERY_MS, signal).catch(() => {});
    }
    // One that is no longer watched did not end.
    if (signal.aborted) await new Promise(() => {});
  }
}

/** The shell, the daemon, and what the daemon started. */
function endGroup(pid: number | undefined): void {
  if (!pid) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

async function writeRecord(path: string, record: ShareRecord): Promise<void> {
  await writeFileAtomic(path, JSON.stringify(record), { mode: 0o600 });
}

async function readRecord(path: string): Promise<ShareRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return undefined;
  }
}

/** Its file is there a moment before it is listened to, and that of an earlier one was removed. */
async function isListenedTo(path: string): Promise<boolean> {
  return existsSync(path) && acceptsConnections(await readFile('/proc/net/unix', 'utf8'), path);
}

/** What containers must not see: Pier's own folder, that of a data disk which was moved out of it, and its snapshots. */
function hiddenFolders(files: PierFiles, folders: readonly string[]): Promise<string[]> {
  const disk = dirname(dataDiskPlace(files.vm.dataDisk));
  const places = [files.home, disk, ...snapshotFolders(files.snapshots)];
  // One in another is covered with it.
  return namesInShares(outermostFolders(places), folders);
}
