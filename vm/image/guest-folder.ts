import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../shared/errors.ts';

/**
 * The folder with what goes into the guest. It is searched upwards, since a bundled file lies elsewhere than its
 * source.
 *
 * @throws AppError `image_build_unsupported` where this installation has no such folder.
 */
export function findGuestFolder(from: string = fileURLToPath(import.meta.url)): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const guest = join(folder, 'vm', 'image', 'guest');
    if (existsSync(join(guest, 'packages'))) return guest;
    if (folder === dirname(folder)) break;
  }
  throw new AppError(
    'image_build_unsupported',
    `Cannot build the VM image: no folder 'vm/image/guest' above '${from}'.`,
    'Run Pier from its checkout, or install it again.',
  );
}
