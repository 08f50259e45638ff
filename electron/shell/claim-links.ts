import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type * as Electron from 'electron';
import { isInAppImage } from '../backend/host-places.ts';
import { DOCKER_LINK_SCHEME, LINK_SCHEME } from '../desktop/deep-link.ts';

/** As it is packaged for Linux: `desktopName` in forge.config.ts. */
const DESKTOP_FILE = 'pier-desktop.desktop';

export interface ClaimLinksOptions {
  app: Pick<
    typeof Electron.app,
    'getApplicationNameForProtocol' | 'removeAsDefaultProtocolClient' | 'setAsDefaultProtocolClient'
  >;
  platform: NodeJS.Platform;
  env: NodeJS.ProcessEnv;
  execPath: string;
  /** For tests. */
  exists?: (path: string) => boolean;
  run?: (program: string, args: readonly string[]) => void;
}

/**
 * Has the system bring Pier's links to this app, and those that extensions come back with from a web page, where there is
 * no Docker Desktop to take them. Of a packaged app alone.
 */
export function claimLinks(options: ClaimLinksOptions): void {
  const { app, platform } = options;
  const isFree = () => app.getApplicationNameForProtocol(`${DOCKER_LINK_SCHEME}://`) === '';
  if (platform === 'linux') {
    claimOnLinux(options, isFree);
    return;
  }
  app.setAsDefaultProtocolClient(LINK_SCHEME);
  // macOS takes any app that declares a scheme for it, and has to be told that another one goes first.
  if (platform === 'darwin' && hasDockerDesktop(options)) {
    app.removeAsDefaultProtocolClient(DOCKER_LINK_SCHEME);
  } else if (isFree()) {
    app.setAsDefaultProtocolClient(DOCKER_LINK_SCHEME);
  }
}

/**
 * The desktop entry declares `pier://`. Electron would ask xdg-settings, which makes an app with a hyphen in the name of
 * its entry the one for web pages as well (electron#20382, xdg-utils#180).
 */
function claimOnLinux({ env, execPath, run = start }: ClaimLinksOptions, isFree: () => boolean): void {
  // An AppImage has no entry where the system looks, unless somebody put it there.
  if (isInAppImage(execPath, env) || !isFree()) return;
  run('xdg-mime', ['default', DESKTOP_FILE, `x-scheme-handler/${DOCKER_LINK_SCHEME}`]);
}

function hasDockerDesktop({ exists = existsSync }: ClaimLinksOptions): boolean {
  return ['/Applications', join(homedir(), 'Applications')].some((folder) =>
    exists(join(folder, 'Docker.app')),
  );
}

/** Where it cannot be run, such links come to nobody, as before. */
function start(program: string, args: readonly string[]): void {
  execFile(program, args, () => {});
}
