import { AppError, type ErrorData } from '../../../../shared/errors.ts';
import { Emitter } from '../../../emitter.ts';
import type { PierFiles } from '../../../files.ts';
import type { GuestShares } from '../../driver.ts';
import type { GuestAgent } from '../../guest/guest-agent.ts';
import { foldersThere } from '../../guest/share-folders.ts';
import { ShareScript } from '../../guest/share-script.ts';
import type { DriverLog } from '../../host/driver-log.ts';
import type { QmpClient } from '../qmp.ts';
import { type ShareTools, unavailable } from './find-virtiofsd.ts';
import { ShareDaemon } from './share-daemon.ts';
import { ShareDescriptors } from './share-descriptors.ts';
import { SHARE_PORTS, shareDevice, shareTag } from './share-device.ts';

/** A machine that ends takes its daemon along: who was first is known a moment later. */
const MACHINE_END_MS = 1000;

export interface QemuSharesOptions {
  qmp: QmpClient;
  agent: GuestAgent;
  files: PierFiles;
  log: DriverLog;
  tools: () => Promise<ShareTools>;
  /** undefined where it could not be started, or is gone. */
  daemon: ShareDaemon | undefined;
  failure?: ErrorData | undefined;
  /** Of the machine. */
  ended: Promise<unknown>;
}

/** The shared folders of one machine: the daemon's end of them and the guest's. */
export class QemuShares implements GuestShares {
  readonly #options: QemuSharesOptions;
  readonly #script: ShareScript;
  readonly #descriptors: ShareDescriptors;
  readonly #changes = new Emitter<void>();
  #daemon: ShareDaemon | undefined;
  #failure: ErrorData | undefined;
  #interrupted = false;
  /** The guest shows something else than what is served: it was not up yet, or could not. */
  #isBehind = false;
  #released = false;
  #machineEnded = false;
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: QemuSharesOptions) {
    this.#options = options;
    this.#script = new ShareScript(options.agent);
    this.#descriptors = new ShareDescriptors({
      pid: () => this.#daemon?.record.pid,
      forget: () => this.#script.forget(),
      log: options.log,
    });
    this.#daemon = options.daemon;
    this.#failure = options.failure;
    void options.ended.then(() => {
      this.#machineEnded = true;
      this.#daemon?.end();
      this.release();
    });
    this.#watch();
  }

  get folders(): readonly string[] {
    return this.#daemon?.record.folders ?? [];
  }

  /** What a person should know of them. */
  get trouble(): ErrorData | undefined {
    if (this.#failure) return this.#failure;
    if (!this.#interrupted) return undefined;
    return new AppError(
      'shares_interrupted',
      'Share folders with the machine: what serves them ended. Containers that start now have them again; those that ran before wait for ever when they ask for a shared file.',
      'Restart the machine when it suits you. Containers without folders of this computer go on as before.',
    ).toData();
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  set(folders: readonly string[]): Promise<void> {
    return this.#next(async () => {
      const daemon = this.#need();
      const wanted = await foldersThere(folders, this.#options.files.home);
      const { folders: present } = daemon.record;
      const gone = present.filter((folder) => !wanted.includes(folder));
      const fresh = wanted.filter((folder) => !present.includes(folder));
      if (gone.length === 0 && fresh.length === 0 && !this.#isBehind) return;
      if (gone.length > 0) {
        await this.#show(present.filter((folder) => wanted.includes(folder)));
        await daemon.remove(gone);
      }
      await daemon.add(fresh);
      await this.#show(wanted);
      this.#options.log.info('Shared folders changed.', { folders: wanted });
      this.#changes.emit();
    });
  }

  announce(paths: readonly string[]): Promise<void> {
    return this.#script.announce(paths);
  }

  release(): void {
    this.#released = true;
    this.#descriptors.dispose();
    this.#daemon?.release();
    this.#changes.clear();
  }

  #need(): ShareDaemon {
    if (this.#daemon) return this.#daemon;
    if (this.#failure) throw AppError.fromData(this.#failure);
    throw unavailable('this machine has nothing that serves them', 'Restart the machine: pier restart');
  }

  #watch(): void {
    const daemon = this.#daemon;
    if (!daemon) return;
    void daemon.ended.then(async () => {
      await Promise.race([
        this.#options.ended,
        new Promise((resolve) => setTimeout(resolve, MACHINE_END_MS).unref()),
      ]);
      if (this.#released || this.#machineEnded || this.#daemon !== daemon) return;
      await this.#next(() => this.#replace(daemon));
    });
  }

  /**
   * The daemon is gone while the machine runs. QEMU cannot connect its device anew, and the guest's kernel cannot give up
   * on it (no control in fusectl, no forced unmount): who asks for a file there waits until the machine ends. So the
   * folders come in by a new device, for containers that start from now on.
   */
  async #replace(dead: ShareDaemon): Promise<void> {
    const { log, files, qmp } = this.#options;
    log.warn('virtiofsd ended: the shared folders are connected anew.', { pid: dead.record.pid });
    dead.end();
    this.#daemon = undefined;
    this.#interrupted = true;
    try {
      const generation = dead.record.generation + 1;
      if (generation >= SHARE_PORTS) throw new Error('it ended too often');
      const wanted = { folders: await foldersThere(dead.record.folders, files.home), generation };
      this.#daemon = await ShareDaemon.start(files, await this.#options.tools(), wanted);
      const { chardev, device } = shareDevice(generation, files.run.sharesSocket);
      await qmp.execute('chardev-add', chardev);
      await qmp.execute('device_add', device);
      await this.#show(wanted.folders);
      this.#watch();
    } catch (error) {
      const cause = error instanceof Error ? error.message : String(error);
      log.warn('The shared folders could not be connected anew.', { error: cause });
      this.#failure = new AppError(
        'shares_interrupted',
        `Share folders with the machine: what serves them ended, and could not be started again (${cause}).`,
        'Restart the engine.',
      ).toData();
    }
    this.#changes.emit();
  }

  async #show(folders: readonly string[]): Promise<void> {
    const tag = shareTag(this.#need().record.generation);
    this.#isBehind = true;
    await this.#script.show(tag, folders);
    this.#isBehind = false;
  }

  #next<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(work);
    this.#last = run.catch(() => {});
    return run;
  }
}
