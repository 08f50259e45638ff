import type * as Electron from 'electron';
import { t } from '../../renderer/i18n/index.ts';
import type { DesktopServices } from '../backend/desktop/desktop-handlers.ts';

/** What pages may ask of the desktop: the system's dialogs and its file manager. */
export function desktopServices(
  electron: Pick<typeof Electron, 'BrowserWindow' | 'dialog' | 'shell'>,
): DesktopServices {
  return {
    async choosePath({ kind, title, start, extensions }) {
      const options: Electron.OpenDialogOptions = {
        title,
        ...(start !== undefined && { defaultPath: start }),
        ...(extensions && {
          filters: [
            { name: extensions.name, extensions: extensions.list },
            { name: '*', extensions: ['*'] },
          ],
        }),
        properties:
          kind === 'folder' ? ['openDirectory', 'createDirectory'] : ['openFile', 'showHiddenFiles'],
      };
      const parent = electron.BrowserWindow.getFocusedWindow();
      const { canceled, filePaths } = parent
        ? await electron.dialog.showOpenDialog(parent, options)
        : await electron.dialog.showOpenDialog(options);
      return canceled ? undefined : filePaths[0];
    },
    reveal: (path) => electron.shell.showItemInFolder(path),
  };
}

/** Asks what to do about a page that crashes again and again. */
export async function askAfterCrashes(
  electron: Pick<typeof Electron, 'dialog'>,
  window: Electron.BrowserWindow,
): Promise<'reload' | 'quit'> {
  const { response } = await electron.dialog.showMessageBox(window, {
    type: 'error',
    message: t.desktop.crashedTitle,
    detail: t.desktop.crashedText,
    buttons: [t.desktop.reload, t.desktop.quit],
    defaultId: 0,
    // Closing the question must not stop containers.
    cancelId: 0,
  });
  return response === 1 ? 'quit' : 'reload';
}
