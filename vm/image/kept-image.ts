import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { MachineImage } from '../drivers/driver.ts';
import { BUILD_SETTINGS } from './build-image.ts';
import { findGuestFolder } from './guest-folder.ts';
import { imageKey } from './image-key.ts';
import { verifyImage } from './verify-image.ts';

/** The image of this version of Pier as it is kept in `cacheDir`, for who doubts it. */
export function keptImage(cacheDir: string, guestFolder?: string): MachineImage {
  const folder = async () => {
    const key = await imageKey(guestFolder ?? findGuestFolder(), BUILD_SETTINGS);
    return join(cacheDir, 'images', key);
  };
  return {
    check: async () => (await verifyImage(await folder(), { thorough: true }))?.key,
    discard: async () => rm(await folder(), { recursive: true, force: true }),
  };
}
