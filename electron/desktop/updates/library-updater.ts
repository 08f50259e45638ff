import { basename } from 'node:path';
import { type AppUpdater, type BaseUpdater, CancellationToken } from 'electron-updater';
import type { UpdateRelease } from '../../../shared/contract/updates.ts';
import type { Logger } from '../../backend/log/logger.ts';
import type { UpdateWay } from './installation.ts';
import { refused } from './refused.ts';
import { isNewer, type ReleaseMetadata, toRelease, type UpdateChannel } from './release-metadata.ts';
import { type SignedUpdateInfo, signedProvider } from './signed-provider.ts';
import { startOf } from './start-of.ts';
import { silentDownload, tooOldSystem, toUpdateError } from './update-errors.ts';
import type { UpdateSource } from './update-source.ts';
import type { DownloadProgress, Updater } from './updater.ts';
import { verifyDownload } from './verify-download.ts';

/** A download of which nothing came for so long has ended, in milliseconds. Electron's requests have no limit. */
const SILENT_MS = 60_000;
/** Squirrel reads the archive, looks at its signature and unpacks it. In milliseconds. */
const SQUIRREL_MS = 180_000;
/** What a system takes, by the end of its name. */
const FORMATS: Readonly<Record<UpdateWay, string>> = {
  appimage: '.AppImage',
  nsis: '.exe',
  squirrel: '.zip',
};

export interface LibraryUpdaterOptions {
  /** electron-updater's own for the way: its AppImageUpdater, NsisUpdater or MacUpdater. */
  library: AppUpdater;
  way: UpdateWay;
  source: UpdateSource;
  /** The version that runs. */
  installed: string;
  /** The AppImage that runs. */
  appImage?: string | undefined;
  log: Logger;
  answerLimitMs?: number;
  silentMs?: number;
}

/** electron-updater as an Updater: with signed metadata, no way back, no rights of others and nothing by itself. */
export class LibraryUpdater implements Updater {
  readonly #options: LibraryUpdaterOptions;
  #found: ReleaseMetadata | undefined;
  #downloaded: string | undefined;

  constructor(options: LibraryUpdaterOptions) {
    this.#options = options;
    const { library, log } = options;
    // When is decided here, not by the library.
    library.autoDownload = false;
    library.autoInstallOnAppQuit = false;
    library.autoRunAppAfterInstall = true;
    library.disableWebInstaller = true;
    const note = (message: unknown) => log.debug('The updater says something.', { message: String(message) });
    library.logger = { info: note, warn: note, error: note };
  }

  async check(channel: UpdateChannel): Promise<UpdateRelease | undefined> {
    const { library, source, installed, answerLimitMs } = this.#options;
    library.setFeedURL({
      provider: 'custom',
      updateProvider: signedProvider({
        ...source,
        channel,
        installed,
        ...(answerLimitMs !== undefined && { answerLimitMs }),
      }),
    });
    // Said again: the library sets it where a channel is chosen its way.
    library.allowDowngrade = false;
    this.#found = undefined;
    const result = await library.checkForUpdates().catch((error: unknown) => {
      throw toUpdateError(error, 'check');
    });
    const info = result?.updateInfo as SignedUpdateInfo | undefined;
    if (!info || !isNewer(info.version, installed)) return undefined;
    if (!result?.isUpdateAvailable) {
      if (!(await library.isUpdateSupported(info))) throw tooOldSystem(info.version);
      // It is given to more and more people, and these are not among them yet.
      return undefined;
    }
    const file = this.#fileOf(info);
    if (!file) throw refused(`version ${info.version} has no file for this system`);
    this.#found = info;
    return toRelease(info, file.size);
  }

  async download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void> {
    const { library, silentMs = SILENT_MS } = this.#options;
    signal.throwIfAborted();
    const token = new CancellationToken();
    const cancel = () => token.cancel();
    let silent = false;
    const watch = setTimeout(() => {
      silent = true;
      cancel();
    }, silentMs);
    const tell = (progress: { transferred: number; total: number; bytesPerSecond: number }) => {
      watch.refresh();
      const { transferred, total, bytesPerSecond } = progress;
      onProgress({ receivedBytes: transferred, totalBytes: total, bytesPerSecond });
    };
    library.on('download-progress', tell);
    signal.addEventListener('abort', cancel);
    try {
      [this.#downloaded] = await library.downloadUpdate(token);
    } catch (error) {
      signal.throwIfAborted();
      throw silent ? silentDownload(silentMs) : toUpdateError(error, 'download');
    } finally {
      clearTimeout(watch);
      library.off('download-progress', tell);
      signal.removeEventListener('abort', cancel);
    }
  }

  async verify(): Promise<void> {
    const path = this.#downloaded;
    const name = path && basename(path);
    const file = this.#found?.files.find(({ url }) => url === name);
    const { appImage } = this.#options;
    await verifyDownload({ path, sha512: file?.sha512, replaces: appImage }).catch((error: unknown) => {
      throw toUpdateError(error, 'install');
    });
  }

  async install(): Promise<void> {
    const { library, way } = this.#options;
    if (way === 'squirrel') return quitForSquirrel(library);
    const updater = library as BaseUpdater;
    const started = startOf(updater);
    let failure: unknown;
    const note = (error: Error) => {
      failure = error;
    };
    updater.on('error', note);
    try {
      // Without questions, and started again after it.
      if (!updater.install(true, true)) throw failure ?? new Error('there is nothing to install');
      await started();
    } catch (error) {
      throw toUpdateError(error, 'install');
    } finally {
      updater.off('error', note);
    }
  }

  /** The one that the library will choose: for 64-bit Intel there is no mark in a name. */
  #fileOf({ files }: ReleaseMetadata): ReleaseMetadata['files'][number] | undefined {
    const format = FORMATS[this.#options.way].toLowerCase();
    const fitting = files.filter(({ url }) => url.toLowerCase().endsWith(format));
    const isArm = process.arch === 'arm64';
    return fitting.find(({ url }) => url.includes('arm64') === isArm) ?? fitting[0];
  }
}

/** Squirrel quits the app itself when it is ready. */
function quitForSquirrel(library: AppUpdater): Promise<void> {
  return new Promise((_, reject) => {
    const fail = (error: unknown) => reject(toUpdateError(error, 'install'));
    library.once('error', fail);
    setTimeout(() => fail(new Error('the system did not take it in time')), SQUIRREL_MS);
    library.quitAndInstall();
  });
}
