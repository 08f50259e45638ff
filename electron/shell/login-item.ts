import type * as Electron from 'electron';
import { t } from '../../renderer/i18n/index.ts';
import type { Backend } from '../backend/backend.ts';
import { setStartAtLogin } from '../desktop/login-item.ts';
import { launchCommand } from '../desktop/start-up.ts';

/**
 * Keeps the system's login item as the setting says. Where it is off at a start nothing is touched: the item may be that
 * of another installation.
 */
export function followLoginItem(
  electron: Pick<typeof Electron, 'app' | 'dialog'>,
  settings: Backend['settings'],
  log: Backend['log'],
): void {
  const { app, dialog } = electron;
  const { isPackaged } = app;
  const command = launchCommand({
    execPath: process.execPath,
    appPath: app.getAppPath(),
    isPackaged,
    env: process.env,
  });
  let last = false;
  const apply = ({ startAtLogin }: { startAtLogin: boolean }) => {
    if (startAtLogin === last) return;
    last = startAtLogin;
    setStartAtLogin(startAtLogin, {
      platform: process.platform,
      env: process.env,
      command,
      isPackaged,
      setLoginItem: (item) => app.setLoginItemSettings(item),
    }).then(
      (done) => {
        if (!done) void dialog.showMessageBox({ type: 'warning', message: t.desktop.noLoginItem });
      },
      (error: unknown) => log.warn('The login item could not be changed.', { error: String(error) }),
    );
  };
  apply(settings.current);
  settings.onChange(apply);
}
