import type { UpdateRelease } from '../../../shared/contract/updates.ts';
import type { UpdateChannel } from './release-metadata.ts';

export interface DownloadProgress {
  receivedBytes: number;
  totalBytes: number;
  bytesPerSecond: number;
}

/** What looks for newer versions, fetches them and puts them in the place of this one. One call at a time. */
export interface Updater {
  /**
   * Asks the server. @returns undefined where nothing is newer
   * @throws AppError `update_offline`, `update_server_failed`, `update_refused`, `update_failed`
   */
  check(channel: UpdateChannel): Promise<UpdateRelease | undefined>;
  /**
   * Fetches what `check` found. Rejects with the signal's reason where it is aborted.
   * @throws AppError as `check`
   */
  download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void>;
  /**
   * Looks whether what was fetched is still what was released, and can be put in place.
   * @throws AppError `update_refused`, `update_failed`
   */
  verify(): Promise<void>;
  /**
   * Puts it in place and starts it. The last that a process does: it has to exit when this resolves, and may end before.
   * @throws AppError `update_failed`, where the version before is still in its place
   */
  install(): Promise<void>;
}
