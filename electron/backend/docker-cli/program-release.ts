import type { HttpGet } from '../../../vm/downloads/download-file.ts';
import { DOWNLOADS, type DownloadEntry, type DownloadName } from '../../../vm/downloads/download-manifest.ts';
import { ensureDownload } from '../../../vm/downloads/ensure-download.ts';

type Program = Extract<DownloadName, `docker${string}`>;

/** The docker command and its plugins as Pier's release has them, for a computer that cannot use the VM image's. */
export interface ProgramRelease {
  has(name: Program): boolean;
  /** @returns where it was put @throws AppError as downloadFile */
  fetch(name: Program): Promise<string>;
}

export interface ProgramReleaseOptions {
  cacheDir: string;
  get: HttpGet;
  /** For tests. */
  manifest?: readonly DownloadEntry[];
}

export function programRelease({
  cacheDir,
  get,
  manifest = DOWNLOADS,
}: ProgramReleaseOptions): ProgramRelease {
  const { platform, arch } = process;
  return {
    has: (name) =>
      manifest.some(
        (each) => each.name === name && each.platform === platform && each.arch === arch && 'url' in each,
      ),
    fetch: (name) => {
      const { signal } = new AbortController();
      return ensureDownload(name, {
        cacheDir,
        target: { platform, arch },
        get,
        manifest,
        signal,
        onStep: () => {},
      });
    },
  };
}
