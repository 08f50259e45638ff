import { chmod, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { StepListener } from '../drivers/driver.ts';
import { hashFile } from '../image/hash-file.ts';
import { downloadFile, type HttpGet } from './download-file.ts';
import {
  type DownloadEntry,
  type DownloadName,
  type DownloadTarget,
  findDownload,
} from './download-manifest.ts';

export interface EnsureDownloadOptions {
  /** Kept in its folder `downloads`. */
  cacheDir: string;
  target: DownloadTarget;
  get: HttpGet;
  onStep: StepListener;
  signal: AbortSignal;
  /** For tests. */
  manifest?: readonly DownloadEntry[];
}

/**
 * A file of the release, fetched where it is not there yet. Its digest is looked at each time: a program that will run
 * here may have been changed.
 * @returns its path; what is no archive can be run
 * @throws AppError `not_released`, and as downloadFile
 */
export async function ensureDownload(name: DownloadName, o: EnsureDownloadOptions): Promise<string> {
  const { version, url, sha256, size } = findDownload(name, o.target, o.manifest);
  const path = join(o.cacheDir, 'downloads', `${name}-${version}`, basename(new URL(url).pathname));
  if ((await stat(path).catch(() => undefined))?.size === size) {
    if ((await hashFile(path)) === sha256) return path;
  }
  await rm(path, { force: true });
  const title = `Downloading ${name} ${version}`;
  o.onStep({ id: 'download', title, progress: 0 });
  await downloadFile({
    url,
    sha256,
    size,
    path,
    get: o.get,
    signal: o.signal,
    onProgress: (progress) => o.onStep({ id: 'download', title, progress }),
  });
  await chmod(path, 0o755);
  return path;
}
