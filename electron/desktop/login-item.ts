import { mkdir, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { AT_LOGIN_ARGUMENT } from './start-up.ts';

export interface LoginItemOptions {
  platform: string;
  env: NodeJS.ProcessEnv;
  /** What starts the app: see launchCommand. */
  command: readonly [program: string, ...arguments: string[]];
  isPackaged: boolean;
  /** `app.setLoginItemSettings`, which macOS and Windows have. */
  setLoginItem(settings: { openAtLogin: boolean; path: string; args: string[] }): void;
}

/**
 * Has the system start the app when the person signs in, or no longer. Idempotent: called with each start, so that an
 * app that was moved is found. @returns false where the system cannot do that for this copy
 */
export async function setStartAtLogin(wanted: boolean, options: LoginItemOptions): Promise<boolean> {
  const { platform, env, command, isPackaged } = options;
  if (platform === 'linux') {
    const file = autostartFile(env);
    if (!wanted) {
      await rm(file, { force: true });
    } else {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, autostartEntry([...command, AT_LOGIN_ARGUMENT]));
    }
    return true;
  }
  // macOS starts an app by its bundle: that of a copy that is not packaged is Electron's own.
  if (platform === 'darwin' && !isPackaged) return !wanted;
  const [path, ...args] = command;
  options.setLoginItem({ openAtLogin: wanted, path, args: [...args, AT_LOGIN_ARGUMENT] });
  return true;
}

/** Of the XDG autostart specification. */
export function autostartFile(env: NodeJS.ProcessEnv): string {
  return join(env.XDG_CONFIG_HOME || join(homedir(), '.config'), 'autostart', 'pier-desktop.desktop');
}

/** A desktop entry that runs a command, which may have any character in it. */
export function autostartEntry(command: readonly string[]): string {
  return `${[
    '[Desktop Entry]',
    'Type=Application',
    'Name=Pier Desktop',
    'Comment=Docker on this computer',
    `Exec=${command.map(quoteExec).join(' ')}`,
    'Terminal=false',
    'X-GNOME-Autostart-enabled=true',
  ].join('\n')}\n`;
}

/**
 * An argument as the Desktop Entry Specification wants it ("The Exec key"): quoted, "%" doubled, and then each backslash
 * doubled once more, for the value is a string before it is a command.
 */
function quoteExec(argument: string): string {
  const quoted = `"${argument.replace(/["`$\\]/g, '\\$&').replaceAll('%', '%%')}"`;
  return quoted.replaceAll('\\', '\\\\');
}
