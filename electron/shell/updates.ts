import { join } from 'node:path';
import type * as Electron from 'electron';
import type { AppUpdater } from 'electron-updater';
import { KeptFile } from '../backend/kept-file.ts';
import type { UpdateParts, UpdateService } from '../backend/updates/updates-handlers.ts';
import { chosenProxies, keepProxied } from '../desktop/session-proxy.ts';
import { launchCommand } from '../desktop/start-up.ts';
import { inspectInstallation } from '../desktop/updates/inspect-installation.ts';
import { type UpdateWay, updatePossibility } from '../desktop/updates/installation.ts';
import { readUpdateSource, type UpdateSource } from '../desktop/updates/update-source.ts';
import type { Updater } from '../desktop/updates/updater.ts';
import { Updates } from '../desktop/updates/updates.ts';
import { updatesFile } from '../desktop/updates/updates-file.ts';
import { VERSION } from '../version.ts';

export interface ShellUpdatesOptions {
  electron: Pick<typeof Electron, 'app'>;
  parts: UpdateParts;
  /** Ends Pier in order. @returns false where that is under way already */
  quit(last: (endedWell: boolean) => Promise<void>): boolean;
}

/** Follows newer versions of the desktop app, where this copy can take their place. */
export async function openUpdates(options: ShellUpdatesOptions): Promise<UpdateService> {
  const { electron, parts, quit } = options;
  const { app } = electron;
  const { isPackaged } = app;
  const { settings, containers, files, log } = parts;
  const source = await readUpdateSource(join(app.getAppPath(), 'assets/update-source.json'));
  const installation = await inspectInstallation({
    isPackaged,
    resources: process.resourcesPath,
    productName: app.getName(),
    hasSource: source !== undefined,
  });
  const possibility = updatePossibility(installation);
  const { way } = possibility;
  const updater =
    way && source
      ? await makeUpdater(way, source, parts).catch((error: unknown) => {
          // No reason for Pier not to start.
          log.error('The updater cannot be loaded.', { error: String(error) });
          return undefined;
        })
      : undefined;
  return Updates.open({
    possibility: way && !updater ? { reason: 'broken' } : possibility,
    updater,
    version: VERSION,
    settings,
    containers,
    file: new KeptFile({ path: files.updates, schema: updatesFile, log }),
    log,
    quit: (last) =>
      quit(async (endedWell) => {
        // The version that starts must not take this one for it.
        app.releaseSingleInstanceLock();
        await last(endedWell);
      }),
    relaunch: () => {
      const { execPath, env } = process;
      const [program, ...args] = launchCommand({ execPath, appPath: app.getAppPath(), isPackaged, env });
      app.relaunch({ execPath: program, args });
    },
  });
}

/** Loaded only where it is of use: it takes longer than the rest of the shell. */
async function makeUpdater(
  way: UpdateWay,
  source: UpdateSource,
  { settings, log }: UpdateParts,
): Promise<Updater> {
  const [libraries, { LibraryUpdater }] = await Promise.all([
    import('electron-updater'),
    import('../desktop/updates/library-updater.ts'),
  ]);
  // Its own choice would take pkexec or sudo where it finds a package of the system.
  const library: AppUpdater = {
    appimage: () => new libraries.AppImageUpdater(),
    nsis: () => new libraries.NsisUpdater(),
    squirrel: () => new libraries.MacUpdater(),
  }[way]();
  const proxies = chosenProxies(settings, process.env);
  keepProxied(library.netSession, proxies, (error) =>
    log.warn('Updates do not use the proxy.', { error: String(error) }),
  );
  library.on('login', (info, callback) => callback(...(proxies.login(info) ?? ([] as never))));
  return new LibraryUpdater({
    library,
    way,
    source,
    installed: VERSION,
    appImage: way === 'appimage' ? process.env.APPIMAGE : undefined,
    log,
  });
}
