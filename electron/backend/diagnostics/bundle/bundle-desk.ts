import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { AppError } from '../../../../shared/errors.ts';
import { paddingOf, TAR_END, tarHeader } from '../../engine/files/tar-format.ts';
import type { Download } from '../../transfers/transfer-desk.ts';
import type { TextFile } from './collect-bundle.ts';

/** How long a bundle is kept for who looks at it. */
const LIFETIME_MS = 15 * 60_000;
/** Each is some megabytes. */
const KEPT = 3;

interface Bundle {
  id: string;
  fileName: string;
  files: TextFile[];
  madeAt: number;
}

/** Bundles that were made and not yet saved: what is saved is what was looked at. */
export class BundleDesk {
  readonly #bundles = new Map<string, Bundle>();
  readonly #expiries = new Set<NodeJS.Timeout>();

  add(files: TextFile[]): Bundle {
    const now = new Date();
    const stamp = now.toISOString().slice(0, 19).replaceAll(':', '-');
    const bundle = {
      id: randomUUID(),
      fileName: `pier-diagnostics-${stamp}.tar.gz`,
      files,
      madeAt: now.getTime(),
    };
    this.#bundles.set(bundle.id, bundle);
    for (const id of [...this.#bundles.keys()].slice(0, -KEPT)) this.#bundles.delete(id);
    const expiry = setTimeout(() => {
      this.#bundles.delete(bundle.id);
      this.#expiries.delete(expiry);
    }, LIFETIME_MS);
    expiry.unref();
    this.#expiries.add(expiry);
    return bundle;
  }

  /** @throws AppError `bundle_not_found` */
  require(id: string): Bundle {
    const bundle = this.#bundles.get(id);
    if (bundle) return bundle;
    throw new AppError(
      'bundle_not_found',
      'Open the diagnostics: they are no longer kept.',
      'They are kept for a quarter of an hour. Gather them again.',
    );
  }

  /** @throws AppError `bundle_not_found` */
  text(id: string, path: string): string {
    const file = this.require(id).files.find((each) => each.path === path);
    if (file) return file.text;
    throw new AppError(
      'bundle_not_found',
      `Open '${path}': the diagnostics have no such file.`,
      'Choose one of the list.',
    );
  }

  download(id: string): Download {
    const bundle = this.require(id);
    return {
      fileName: bundle.fileName,
      contentType: 'application/gzip',
      open: async () => Readable.from([await packBundle(bundle)]),
    };
  }

  dispose(): void {
    for (const expiry of this.#expiries) clearTimeout(expiry);
    this.#bundles.clear();
  }
}

/** A tar of them in a folder, gzipped. */
export async function packBundle({ fileName, files, madeAt }: Omit<Bundle, 'id'>): Promise<Buffer> {
  const folder = fileName.replace(/\.tar\.gz$/, '');
  const parts = files.flatMap(({ path, text }) => {
    const content = Buffer.from(text);
    const entry = {
      name: `${folder}/${path}`,
      type: 'file' as const,
      mode: 0o600,
      uid: 0,
      gid: 0,
      size: content.length,
      modifiedAt: madeAt,
    };
    return [tarHeader(entry), content, Buffer.alloc(paddingOf(content.length))];
  });
  return promisify(gzip)(Buffer.concat([...parts, TAR_END]));
}
