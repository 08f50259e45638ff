import { existsSync, readlinkSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/**
 * Where the data disk is. A moved one is a link in the installation that leads to it: so no settings file that is lost
 * or reset loses the data, and moving it is one rename.
 * @param name the disk's name in the installation
 */
export function dataDiskPlace(name: string): string {
  try {
    return resolve(dirname(name), readlinkSync(name));
  } catch {
    return name;
  }
}

/** True where a moved data disk cannot be reached: its folder is gone with the disk that it is on. */
export function isDataDiskAway(name: string): boolean {
  const place = dataDiskPlace(name);
  return place !== name && !existsSync(dirname(place));
}
