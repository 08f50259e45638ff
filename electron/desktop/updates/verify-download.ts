import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, constants, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { AppError } from '../../../shared/errors.ts';

/**
 * Looks at what was downloaded, right before it is put in place: it may have lain there for days. An AppImage is removed
 * before its successor is moved to where it was, so all that could come in between is looked at first.
 * @param options.sha512 of the release, as base64
 * @param options.replaces the AppImage whose place it takes
 * @throws AppError `update_refused`, `update_failed`; what the file system says otherwise
 */
export async function verifyDownload(options: {
  path: string | undefined;
  sha512: string | undefined;
  replaces: string | undefined;
}): Promise<void> {
  const { path, sha512, replaces } = options;
  const file = path === undefined ? undefined : await stat(path).catch(() => undefined);
  if (!path || !sha512 || !file) {
    throw new AppError(
      'update_failed',
      'Install the update: what was downloaded is gone.',
      'Something cleared the cache folder. Download it again.',
    );
  }
  if ((await sha512Of(path)) !== sha512) {
    throw new AppError(
      'update_refused',
      'Install the update: what was downloaded is not the file that was released.',
      'It was changed on this computer. Nothing was installed: download it again.',
    );
  }
  if (!replaces) return;
  const folder = dirname(replaces);
  await Promise.all([access(folder, constants.W_OK), access(replaces, constants.R_OK)]);
  const { dev } = await stat(folder);
  if (dev === file.dev) return;
  const { bavail, bsize } = await statfs(folder);
  if (bavail * bsize >= file.size) return;
  throw Object.assign(new Error(`'${folder}' has no room for it`), { code: 'ENOSPC' });
}

async function sha512Of(path: string): Promise<string> {
  const hash = createHash('sha512');
  await pipeline(createReadStream(path), hash);
  return hash.digest('base64');
}
