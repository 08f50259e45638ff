import type { UpdateRelease, UpdateState, UpdatesState } from '../../../shared/contract/updates.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { Emitter } from '../../../vm/emitter.ts';
import type { KeptFile } from '../../backend/kept-file.ts';
import type { UpdateParts, UpdateService } from '../../backend/updates/updates-handlers.ts';
import { checkAgreed } from './check-agreed.ts';
import { isCheckDue } from './check-schedule.ts';
import type { UpdatePossibility } from './installation.ts';
import { QuietWait } from './quiet-wait.ts';
import type { Updater } from './updater.ts';
import type { UpdatesFile } from './updates-file.ts';

/** A start has better things to do. In milliseconds. */
const FIRST_LOOK_MS = 30_000;
/** How often it is looked whether a check is due: also after the computer slept. In milliseconds. */
const LOOK_MS = 600_000;

export interface UpdatesOptions extends Omit<UpdateParts, 'files'> {
  possibility: UpdatePossibility;
  /** None where it is not possible. */
  updater: Updater | undefined;
  /** Of this Pier. */
  version: string;
  file: Pick<KeptFile<UpdatesFile>, 'read' | 'write'>;
  /**
   * Quits in order, with the machine stopped, and calls `last` then.
   * @returns false where a quit is under way already
   */
  quit(last: (endedWell: boolean) => Promise<void>): boolean;
  /** Has the system start Pier again when it has ended. */
  relaunch(): void;
  quietMs?: number;
  firstLookMs?: number;
}

/**
 * What is known of a newer version, and what is done about it. Nothing is installed unless a person says so, and with
 * containers that run only when they said that these may be stopped, or that it is to wait for their end.
 */
export class Updates implements UpdateService {
  readonly #options: UpdatesOptions;
  readonly #changes = new Emitter<void>();
  readonly #ends: (() => void)[] = [];
  readonly #wait: QuietWait;
  #update: UpdateState;
  #kept: UpdatesFile = { version: 1 };
  #updatedFrom: string | undefined;
  #triedAt: number | undefined;
  /** Since this start: what was known before it is looked for again. */
  #checkedAt: number | undefined;
  #download: AbortController | undefined;
  #channel: string;

  private constructor(options: UpdatesOptions) {
    this.#options = options;
    const { possibility, containers, settings } = options;
    this.#channel = settings.current.updateChannel;
    this.#update = possibility.way
      ? { kind: 'idle', isNewest: false }
      : { kind: 'unavailable', ...possibility };
    this.#wait = new QuietWait({
      isQuiet: () => containers.running() === 0 && !containers.isBusy(),
      onQuiet: () => void this.#restartInQuiet(),
      ...(options.quietMs !== undefined && { quietMs: options.quietMs }),
    });
  }

  /** Reads what came of the last update, and begins to look for the next. */
  static async open(options: UpdatesOptions): Promise<Updates> {
    const updates = new Updates(options);
    if (options.updater) await updates.#begin();
    return updates;
  }

  state(): UpdatesState {
    const { version, containers } = this.#options;
    const { checkedAt } = this.#kept;
    const isAsking = this.#update.kind === 'ready' || this.#update.kind === 'postponed';
    const running = isAsking ? containers.running() : undefined;
    return {
      version,
      update: this.#update,
      ...(checkedAt !== undefined && { checkedAt }),
      ...(running !== undefined && { running }),
      ...(this.#updatedFrom !== undefined && { updatedFrom: this.#updatedFrom }),
    };
  }

  onChange(listener: () => void): () => void {
    return this.#changes.on(listener);
  }

  dispose(): void {
    this.#wait.stop();
    this.#download?.abort();
    for (const end of this.#ends) end();
  }

  async check(): Promise<void> {
    const { settings } = this.#options;
    const before = this.#update;
    if (['checking', 'downloading', 'installing', 'unavailable'].includes(before.kind)) return;
    this.#write({ kind: 'checking' });
    this.#triedAt = Date.now();
    const channel = settings.current.updateChannel;
    let found: UpdateRelease | undefined;
    try {
      found = await this.#updater.check(channel);
    } catch (thrown) {
      this.#write(afterFailedCheck(before, toAppError(thrown)));
      return;
    }
    this.#checkedAt = Date.now();
    await this.#keep({ ...this.#kept, checkedAt: this.#checkedAt });
    if (settings.current.updateChannel !== channel) {
      // What was found is of the channel before.
      this.#write({ kind: 'idle', isNewest: false });
      return this.check();
    }
    // What lies ready already stays so, with whatever is waited for.
    const isKnown = (before.kind === 'ready' || before.kind === 'postponed') && found;
    const isSame = isKnown && before.release.version === found?.version;
    this.#write(
      isSame ? before : found ? { kind: 'available', release: found } : { kind: 'idle', isNewest: true },
    );
    if (found && !isSame && settings.current.downloadUpdates) this.download();
  }

  download(): void {
    const before = this.#update;
    const release = before.kind === 'available' || before.kind === 'failed' ? before.release : undefined;
    if (release) void this.#fetch(release);
  }

  cancel(): void {
    this.#download?.abort();
  }

  async restart(stopContainers: number | 'unknown'): Promise<void> {
    const before = this.#update;
    const { containers, version, quit } = this.#options;
    if (before.kind !== 'ready' && before.kind !== 'postponed') {
      throw new AppError('update_failed', 'Restart for the update: none is ready.', 'Look for updates.');
    }
    const { release } = before;
    checkAgreed(stopContainers, containers.running());
    try {
      await this.#updater.verify();
    } catch (thrown) {
      const error = toAppError(thrown);
      this.#write({ kind: 'failed', step: 'install', error: error.toData(), release });
      throw error;
    }
    // Some may have been started meanwhile.
    checkAgreed(stopContainers, containers.running());
    await this.#keep({ ...this.#kept, attempt: { version: release.version, from: version } });
    this.#write({ kind: 'installing', release });
    if (!quit((endedWell) => this.#install(endedWell))) this.#write(before);
  }

  postpone(): void {
    if (this.#update.kind === 'ready') this.#write({ kind: 'postponed', release: this.#update.release });
  }

  unpostpone(): void {
    if (this.#update.kind === 'postponed') this.#write({ kind: 'ready', release: this.#update.release });
  }

  get #updater(): Updater {
    const { updater } = this.#options;
    if (updater) return updater;
    throw new AppError('updates_unavailable', 'This copy of Pier does not update itself.', '');
  }

  async #begin(): Promise<void> {
    const { file, version, settings, containers, firstLookMs = FIRST_LOOK_MS } = this.#options;
    const kept = (await file.read()) ?? this.#kept;
    const { attempt, ...rest } = kept;
    this.#kept = rest;
    if (attempt?.version === version) this.#updatedFrom = attempt.from;
    else if (attempt)
      this.#update = { kind: 'failed', step: 'install', error: attempt.failure ?? notDone(attempt) };
    if (attempt) await this.#keep(rest);
    const look = () => this.#look();
    const first = setTimeout(look, firstLookMs).unref();
    const timer = setInterval(look, LOOK_MS).unref();
    this.#ends.push(
      () => clearTimeout(first),
      () => clearInterval(timer),
      settings.onChange(() => this.#onSettings()),
      containers.onChange(() => {
        this.#wait.look();
        this.#changes.emit();
      }),
    );
  }

  /** Without being asked. What failed to be installed stays told until a person has seen it. */
  #look(): void {
    const { kind } = this.#update;
    const isTold = this.#update.kind === 'failed' && this.#update.step !== 'check';
    if (!this.#options.settings.current.checkForUpdates || isTold || kind === 'checking') return;
    if (isCheckDue({ now: Date.now(), checkedAt: this.#checkedAt, triedAt: this.#triedAt })) {
      void this.check().catch((error) => this.#warn('A check failed.', error));
    }
  }

  #onSettings(): void {
    const { updateChannel, checkForUpdates, downloadUpdates } = this.#options.settings.current;
    if (updateChannel !== this.#channel) {
      this.#channel = updateChannel;
      this.#download?.abort();
      if (this.#update.kind !== 'checking' && this.#update.kind !== 'installing') {
        this.#write({ kind: 'idle', isNewest: false });
        if (checkForUpdates) void this.check().catch((error) => this.#warn('A check failed.', error));
      }
    } else if (downloadUpdates && this.#update.kind === 'available') {
      this.download();
    }
  }

  async #fetch(release: UpdateRelease): Promise<void> {
    const abort = new AbortController();
    this.#download = abort;
    const isOurs = () => this.#download === abort && this.#update.kind === 'downloading';
    const begun = { kind: 'downloading' as const, release, receivedBytes: 0, bytesPerSecond: 0 };
    this.#write({ ...begun, totalBytes: release.sizeBytes ?? 0 });
    try {
      await this.#updater.download((progress) => {
        if (isOurs()) this.#write({ ...begun, ...progress });
      }, abort.signal);
      await this.#updater.verify();
      if (isOurs()) this.#write({ kind: 'ready', release });
    } catch (thrown) {
      if (!isOurs()) return;
      if (abort.signal.aborted) this.#write({ kind: 'available', release });
      else this.#write({ kind: 'failed', step: 'download', error: toAppError(thrown).toData(), release });
    }
  }

  /** Where something began at the last moment it waits on. */
  async #restartInQuiet(): Promise<void> {
    await this.restart(0).catch((error) => this.#warn('A restart that waited failed.', error));
    if (this.#update.kind === 'postponed') this.#wait.start();
  }

  /** The last of this process. Where it fails Pier is started as it was, and says so then. */
  async #install(endedWell: boolean): Promise<void> {
    try {
      if (!endedWell)
        throw new AppError('update_failed', 'Install the update: Pier did not end well.', 'Try again.');
      await this.#updater.install();
    } catch (thrown) {
      const { attempt } = this.#kept;
      if (attempt)
        await this.#keep({ ...this.#kept, attempt: { ...attempt, failure: toAppError(thrown).toData() } });
      this.#options.relaunch();
    }
  }

  #write(update: UpdateState): void {
    const before = this.#update;
    this.#update = update;
    if (update.kind === 'postponed') this.#wait.start();
    else this.#wait.stop();
    if (update.kind === 'failed' && update !== before) {
      const { code, message } = update.error;
      this.#options.log.warn('An update failed.', { step: update.step, code, message });
    }
    this.#changes.emit();
  }

  /** What cannot be kept is no reason not to go on. */
  async #keep(kept: UpdatesFile): Promise<void> {
    this.#kept = kept;
    await this.#options.file
      .write(kept)
      .catch((error) => this.#warn('What is known of updates was not kept.', error));
  }

  #warn(message: string, error: unknown): void {
    this.#options.log.warn(message, { error: String(error) });
  }
}

function afterFailedCheck(before: UpdateState, error: AppError): UpdateState {
  // What lies ready is worth more than that the server was not reached.
  if (before.kind === 'ready' || before.kind === 'postponed') return before;
  if (error.code === 'update_offline') return { kind: 'offline' };
  return { kind: 'failed', step: 'check', error: error.toData() };
}

function notDone({ version, from }: { version: string; from: string }) {
  return new AppError(
    'update_failed',
    `Install the update: this is still version ${from}, not ${version}.`,
    "Try again. Pier's log has more: pier logs",
  ).toData();
}
