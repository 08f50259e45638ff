import { deepLinkOf } from './deep-link.ts';

/** Said by the login item that Pier makes, so that a start by the system is told from one by hand. */
export const AT_LOGIN_ARGUMENT = '--at-login';

export interface StartUp {
  argv: readonly string[];
  /** What macOS says, which hands over no arguments. */
  openedAtLogin: boolean;
  startHidden: boolean;
}

/** Whether a start shows the window: not when the system starts Pier and the person wants it in the tray. */
export function showsWindow({ argv, openedAtLogin, startHidden }: StartUp): boolean {
  if (deepLinkOf(argv)) return true;
  const atLogin = openedAtLogin || argv.includes(AT_LOGIN_ARGUMENT);
  return !(atLogin && startHidden);
}

/** How this app is started again: its program and the arguments that it needs. */
export function launchCommand(options: {
  execPath: string;
  appPath: string;
  isPackaged: boolean;
  env: NodeJS.ProcessEnv;
}): [program: string, ...arguments: string[]] {
  const { execPath, appPath, isPackaged, env } = options;
  // An AppImage runs from a mount that is gone after it.
  if (isPackaged) return [env.APPIMAGE || execPath];
  return [execPath, appPath];
}
