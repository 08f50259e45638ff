import { app, BrowserWindow, session } from 'electron';
import { APP_ORIGIN, isOwnPage, isWebAddress } from './addresses.ts';

/** The strict options that every window has; a test fails on a weaker one. */
export const WEB_PREFERENCES = {
  contextIsolation: true,
  sandbox: true,
  nodeIntegration: false,
  nodeIntegrationInWorker: false,
  nodeIntegrationInSubFrames: false,
  webSecurity: true,
  allowRunningInsecureContent: false,
  webviewTag: false,
  navigateOnDragDrop: false,
  spellcheck: false,
} as const;

/** Opens the main window. It is shown when its first frame is painted, so nobody sees a white flash. */
export function openMainWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    width: 1280,
    height: 820,
    minWidth: 820,
    minHeight: 540,
    show: false,
    backgroundColor: '#0f1a24',
    title: 'Pier Desktop',
    webPreferences: { ...WEB_PREFERENCES, preload },
  });
  window.once('ready-to-show', () => window.show());
  void window.loadURL(`${APP_ORIGIN}/`);
  return window;
}

/**
 * Denies what none of our pages needs: leaving the app's origin, new windows, permissions. Links that a person
 * clicked go to `openExternal`, which gets http and https addresses only.
 */
export function denyByDefault(openExternal: (url: string) => void): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => {
      if (!isOwnPage(event.url)) event.preventDefault();
    });
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(({ url }) => {
      if (isWebAddress(url)) openExternal(url);
      return { action: 'deny' };
    });
  });
  session.defaultSession.setPermissionRequestHandler((contents, permission, decide) => {
    decide(permission === 'clipboard-sanitized-write' && isOwnPage(contents.getURL()));
  });
  session.defaultSession.setPermissionCheckHandler(() => false);
}
