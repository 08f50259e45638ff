import type { UpdateObstacle } from '../../../shared/contract/updates.ts';

/** What is known of the copy of Pier that runs. */
export interface Installation {
  platform: NodeJS.Platform;
  isPackaged: boolean;
  execPath: string;
  env: NodeJS.ProcessEnv;
  /** What electron-builder wrote into the package: "deb", "rpm". */
  packageType: string | undefined;
  /** Whether there is an uninstaller beside the program: that an installer put it there. */
  isInstalled: boolean;
  /** Whether it knows where newer versions come from, and was packaged for it. */
  hasSource: boolean;
  isElevated: boolean;
  /** Whether this person may put another file in the place of one. */
  canReplace(path: string): boolean;
}

/** How a copy takes a newer version's place. */
export type UpdateWay = 'appimage' | 'nsis' | 'squirrel';

export type UpdatePossibility =
  | { way: UpdateWay }
  | { way?: undefined; reason: UpdateObstacle; detail?: string };

/** Whether a copy can update itself, and how. The first thing that stands in the way is told. */
export function updatePossibility(installation: Installation): UpdatePossibility {
  const { platform, isPackaged, env, packageType, isInstalled, hasSource, isElevated } = installation;
  if (!isPackaged) return { reason: 'sources' };
  if (platform === 'linux' && env.SNAP) return { reason: 'store', detail: 'Snap' };
  if (platform === 'linux' && env.FLATPAK_ID) return { reason: 'store', detail: 'Flatpak' };
  // electron-updater would install those with pkexec or sudo.
  if (packageType) return { reason: 'package', detail: packageType };
  const way = wayOf(installation);
  if (!way || (way === 'nsis' && !isInstalled)) return { reason: 'unpacked' };
  if (!hasSource) return { reason: 'no-source' };
  if (isElevated) return { reason: 'elevated' };
  const replaced = replacedBy(way, installation);
  if (!installation.canReplace(replaced)) return { reason: 'read-only', detail: replaced };
  return { way };
}

function wayOf({ platform, env, execPath }: Installation): UpdateWay | undefined {
  if (platform === 'win32') return 'nsis';
  if (platform === 'darwin') return 'squirrel';
  if (platform !== 'linux' || !env.APPIMAGE || !env.APPDIR) return undefined;
  // A terminal that is an AppImage itself hands its own variables on: what they name would be overwritten.
  const mount = env.APPDIR.endsWith('/') ? env.APPDIR : `${env.APPDIR}/`;
  return execPath.startsWith(mount) ? 'appimage' : undefined;
}

/** The file or the folder whose place is taken. */
function replacedBy(way: UpdateWay, { env, execPath }: Installation): string {
  switch (way) {
    case 'appimage':
      return env.APPIMAGE ?? '';
    case 'squirrel':
      return /^(.*?\.app)\//.exec(execPath)?.[1] ?? execPath;
    case 'nsis':
      return execPath;
  }
}
