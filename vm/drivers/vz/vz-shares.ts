import { AppError } from '../../../shared/errors.ts';
import { isWithin } from '../../../shared/model/shared-folders.ts';
import { Emitter } from '../../emitter.ts';
import type { GuestShares } from '../driver.ts';
import type { GuestAgent } from '../guest/guest-agent.ts';
import { foldersThere } from '../guest/share-folders.ts';
import { ShareScript } from '../guest/share-script.ts';
import type { DriverLog } from '../host/driver-log.ts';
import { canBeTold, type ShareDevice } from './command.ts';

/** What the guest mounts all devices below (guest/root/etc/pier/functions). */
export const SHARES_TAG = 'devices';

/** The devices of a machine that is started now: one for each folder that is there. */
export async function shareDevices(folders: readonly string[], home: string): Promise<ShareDevice[]> {
  const there = (await foldersThere(folders, home)).filter(canBeTold);
  return there.map((folder, index) => ({ tag: `pier-shares-${index}`, folder }));
}

export interface VzSharesOptions {
  agent: GuestAgent;
  devices: readonly ShareDevice[];
  /** PIER_HOME. */
  home: string;
  log: DriverLog;
}

/**
 * Shared folders of one machine. A device is there from its start to its end, since vfkit plugs nothing in: of the
 * folders below them any can be shown and hidden while it runs, another one needs a restart.
 */
export class VzShares implements GuestShares {
  readonly fixed = true;
  readonly #options: VzSharesOptions;
  readonly #script: ShareScript;
  readonly #changes = new Emitter<void>();
  #folders: readonly string[];
  /** One change after the other. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: VzSharesOptions) {
    this.#options = options;
    this.#script = new ShareScript(options.agent);
    this.#folders = options.devices.map(({ folder }) => folder);
  }

  get folders(): readonly string[] {
    return this.#folders;
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  set(folders: readonly string[]): Promise<void> {
    const run = this.#last.then(() => this.#set(folders));
    this.#last = run.catch(() => {});
    return run;
  }

  announce(paths: readonly string[]): Promise<void> {
    return this.#script.announce(paths);
  }

  release(): void {
    this.#changes.clear();
  }

  async #set(folders: readonly string[]): Promise<void> {
    const { devices, home, log } = this.#options;
    const wanted = await foldersThere(folders, home);
    const shown = wanted.filter((folder) => devices.some((device) => isWithin(folder, device.folder)));
    const isSame =
      shown.length === this.#folders.length && shown.every((each) => this.#folders.includes(each));
    if (!isSame) {
      await this.#script.show(SHARES_TAG, shown);
      this.#folders = shown;
      log.info('Shared folders changed.', { folders: shown });
      this.#changes.emit();
    }
    const missing = wanted.filter((folder) => !shown.includes(folder));
    if (missing.length > 0) throw needsRestart(missing);
  }
}

function needsRestart(missing: readonly string[]): AppError {
  const impossible = missing.find((folder) => !canBeTold(folder));
  if (impossible) {
    return new AppError(
      'shares_unavailable',
      `Share '${impossible}' with the machine: its path has a comma or a quotation mark in it.`,
      'Rename the folder, or share the one that it is in.',
    );
  }
  return new AppError(
    'shares_unavailable',
    `Share '${missing[0]}' with the machine: on macOS a folder is shared when the machine starts.`,
    'Restart the machine: pier restart. Or share a folder from the beginning that this one is in.',
  );
}
