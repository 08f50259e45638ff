import type * as Electron from 'electron';
import { isWebAddress } from '../../shared/model/web-address.ts';
import { isOwnDownload, isOwnPage } from './addresses.ts';

/**
 * Denies what none of our pages needs, to every page there ever is: leaving the app's origin, new windows, devices,
 * permissions but writing the clipboard, downloads from elsewhere. Links that a person clicked go to `open`, which
 * gets http and https addresses only.
 * @param isExtension whether a page is that of an extension, which stays on its own origin
 */
export function denyByDefault(
  electron: Pick<typeof Electron, 'app' | 'session'>,
  open: (url: string) => void,
  isExtension: (contents: Electron.WebContents) => boolean = () => false,
): void {
  electron.app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { url: string; preventDefault(): void }) => {
      // The page of an extension has rules of its own: see extension-views.ts.
      if (!isExtension(contents) && !isOwnPage(event.url)) event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isWebAddress(url)) open(url);
      return { action: 'deny' };
    });
  });
  const session = electron.session.defaultSession;
  session.setPermissionRequestHandler((contents, permission, decide) => {
    decide(permission === 'clipboard-sanitized-write' && isOwnPage(contents.getURL()));
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.on('will-download', (event, item) => {
    if (!isOwnDownload(item.getURL())) event.preventDefault();
  });
}

/** Hands a link to the user's browser. Nothing happens where there is none. */
export function openExternal(shell: Pick<Electron.Shell, 'openExternal'>, url: string): void {
  if (isWebAddress(url)) shell.openExternal(url).catch(() => {});
}

/** True where the main frame of a page of ours asks: the only one that gets a port to the backend. */
export function isOwnFrame(event: Pick<Electron.IpcMainEvent, 'senderFrame' | 'sender'>): boolean {
  const { senderFrame, sender } = event;
  return senderFrame !== null && senderFrame === sender.mainFrame && isOwnPage(senderFrame.url);
}
