import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import { sleep } from '../../sleep.ts';
import { isRunning, killProcess, readPidFile, stillRuns } from '../host/host-process.ts';
import { spawnApart } from '../host/spawn-apart.ts';
import { GvproxyClient } from './gvproxy-client.ts';
import { gvproxyConfig } from './gvproxy-config.ts';

const START_TIMEOUT_MS = 15_000;
const RETRY_MS = 20;
const LOOK_EVERY_MS = 500;

/** The machine's network: a gvproxy of its own session, which lives as long as the machine does. */
export class GvproxyProcess {
  readonly pid: number;
  readonly client: GvproxyClient;
  /** Resolves when it is gone; never rejects. */
  readonly ended: Promise<void>;
  readonly #files: PierFiles;
  readonly #released = new AbortController();

  private constructor(pid: number, files: PierFiles, child?: ChildProcess) {
    this.pid = pid;
    this.#files = files;
    this.client = new GvproxyClient(files.run.networkControl);
    this.ended = child ? endOf(child) : this.#look();
  }

  /**
   * Starts one, and waits until it takes orders and vfkit can connect.
   * @throws Error with its own words in its log; AppError home_disk_full, home_not_writable
   */
  static async start(program: string, files: PierFiles, signal: AbortSignal): Promise<GvproxyProcess> {
    const { run, logs } = files;
    await GvproxyProcess.clear(files);
    const { networkSocket, networkControl: controlSocket, networkPid: pidFile } = run;
    try {
      await writeFile(run.networkConfig, gvproxyConfig({ networkSocket, controlSocket, pidFile }), {
        mode: 0o600,
      });
    } catch (error) {
      throw toDiskError(error, run.networkConfig);
    }
    const child = spawnApart(program, ['-config', run.networkConfig], { logPath: logs.gvproxy });
    let failure: Error | undefined;
    child.once('error', (error) => {
      failure = error;
    });
    const deadline = Date.now() + START_TIMEOUT_MS;
    const client = new GvproxyClient(controlSocket);
    try {
      for (;;) {
        signal.throwIfAborted();
        if (failure) throw failure;
        if (child.exitCode !== null || child.signalCode !== null) throw new Error('gvproxy ended at once.');
        const isReady = existsSync(networkSocket) && (await isAnswering(client));
        if (isReady && child.pid !== undefined) return new GvproxyProcess(child.pid, files, child);
        if (Date.now() > deadline) throw new Error('gvproxy takes no orders.');
        await sleep(RETRY_MS, signal);
      }
    } catch (error) {
      if (child.pid !== undefined) await killProcess(child.pid, run.networkConfig);
      throw error;
    }
  }

  /** The one that an earlier backend started; undefined where it is gone. */
  static async adopt(files: PierFiles): Promise<GvproxyProcess | undefined> {
    const pid = await runningPid(files);
    return pid === undefined ? undefined : new GvproxyProcess(pid, files);
  }

  /** Ends one that was left behind, and removes what it listened at: gvproxy refuses sockets that are there. */
  static async clear(files: PierFiles): Promise<void> {
    const { run } = files;
    const pid = await runningPid(files);
    if (pid !== undefined) await killProcess(pid, run.networkConfig);
    for (const path of [run.networkSocket, run.networkControl, run.networkPid])
      await rm(path, { force: true });
  }

  /** Ends it, and with it each forward. */
  async end(): Promise<void> {
    this.release();
    await killProcess(this.pid, this.#files.run.networkConfig);
    await GvproxyProcess.clear(this.#files);
  }

  /** Looks no longer; it goes on. */
  release(): void {
    this.#released.abort();
  }

  /** Nobody is told of the end of a process that is no child. */
  async #look(): Promise<void> {
    const { signal } = this.#released;
    while (await stillRuns(this.pid, this.#files.run.networkConfig)) {
      await sleep(LOOK_EVERY_MS, signal).catch(() => {});
      if (signal.aborted) return new Promise(() => {});
    }
  }
}

async function runningPid({ run }: PierFiles): Promise<number | undefined> {
  const pid = await readPidFile(run.networkPid);
  return pid !== undefined && (await isRunning(pid, run.networkConfig)) ? pid : undefined;
}

function endOf(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve();
    else child.once('exit', () => resolve());
  });
}

async function isAnswering(client: GvproxyClient): Promise<boolean> {
  return client.all(1000).then(
    () => true,
    () => false,
  );
}
