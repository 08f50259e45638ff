import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { AfterPackContext } from 'electron-builder';

/** Takes out of a runtime what no product has; idempotent. */
export async function removeLeftovers({
  appOutDir,
  packager,
}: Pick<AfterPackContext, 'appOutDir' | 'packager'>): Promise<void> {
  await rm(join(packager.getResourcesDir(appOutDir), 'default_app.asar'), { force: true });
  await rm(join(appOutDir, 'version'), { force: true });
}
