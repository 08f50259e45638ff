import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { isElevated } from './elevation.ts';
import type { Installation } from './installation.ts';

/** What can be seen of the copy of Pier that runs. */
export async function inspectInstallation(options: {
  isPackaged: boolean;
  /** The folder that electron-builder puts its notes into: app-update.yml, package-type. */
  resources: string;
  productName: string;
  /** Whether it was built with a place that newer versions come from. */
  hasSource: boolean;
}): Promise<Installation> {
  const { isPackaged, resources, productName, hasSource } = options;
  const { platform, execPath, env } = process;
  const packageType = await readFile(join(resources, 'package-type'), 'utf8').catch(() => '');
  return {
    platform,
    isPackaged,
    execPath,
    env,
    packageType: packageType.trim() || undefined,
    isInstalled: existsSync(join(dirname(execPath), `Uninstall ${productName}.exe`)),
    hasSource: hasSource && existsSync(join(resources, 'app-update.yml')),
    isElevated: isElevated(process, platform === 'win32' ? await windowsGroups(env) : undefined),
    canReplace: (path) => isWritable(path) && isWritable(dirname(path)),
  };
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** By its full path: whatever else is called so is not asked. undefined where it does not tell. */
async function windowsGroups({ SystemRoot = 'C:\\Windows' }: NodeJS.ProcessEnv): Promise<string | undefined> {
  const whoami = join(SystemRoot, 'System32', 'whoami.exe');
  return promisify(execFile)(whoami, ['/groups', '/fo', 'csv', '/nh'], { timeout: 5000 }).then(
    ({ stdout }) => stdout,
    () => undefined,
  );
}
