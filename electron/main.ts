import { join } from 'node:path';
import * as electron from 'electron';
import { app, type BrowserWindow, dialog, ipcMain, MessageChannelMain, protocol, shell } from 'electron';
import type { PierContract } from '../shared/contract/index.ts';
import { STREAMS } from '../shared/contract/streams.ts';
import { type AppError, toAppError } from '../shared/errors.ts';
import { createClient } from '../shared/rpc/client.ts';
import { memoryTransports } from '../shared/rpc/memory-transport.ts';
import { messagePortTransport } from '../shared/rpc/message-port-transport.ts';
import { pierFiles, pierHome } from '../vm/files.ts';
import { type Backend, createBackend } from './backend/backend.ts';
import { TRANSFER_PATH } from './backend/transfers/transfer-desk.ts';
import { EngineState } from './desktop/tray/follow-engine-state.ts';
import { initialTrayState } from './desktop/tray/tray-state.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { APP_ORIGIN, isOwnPage } from './shell/addresses.ts';
import { serveAppFile } from './shell/app-protocol.ts';
import { serveAppTransfer } from './shell/serve-app-transfer.ts';
import { AppTray } from './shell/tray.ts';
import { denyByDefault, openMainWindow } from './shell/window.ts';

/** Composition root of the desktop app: one backend, one window, one port between them. */

const root = app.getAppPath();
let backend: Backend | undefined;
let window: BrowserWindow | undefined;
let leaving = false;

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
]);
app.enableSandbox();

if (!app.requestSingleInstanceLock()) {
  app.exit(0);
} else {
  app.on('second-instance', showWindow);
  app.on('activate', showWindow);
  app.on('window-all-closed', () => app.quit());
  app.on('before-quit', quitAfterTheMachine);
  ipcMain.on('pier:connect', (event) => {
    const frame = event.senderFrame;
    if (!backend || !frame || frame !== event.sender.mainFrame || !isOwnPage(frame.url)) return;
    const { port1, port2 } = new MessageChannelMain();
    backend.serve(messagePortTransport(port1), 'ui');
    frame.postMessage('pier:port', null, [port2]);
  });
  void app.whenReady().then(open).catch(failToOpen);
}

async function open(): Promise<void> {
  denyByDefault((url) => void shell.openExternal(url));
  protocol.handle('app', (request) =>
    backend && new URL(request.url).pathname.startsWith(TRANSFER_PATH)
      ? serveAppTransfer(backend.transfers, request, SECURITY_HEADERS)
      : serveAppFile(join(root, 'dist/renderer'), request.url, SECURITY_HEADERS),
  );
  backend = await createBackend({
    files: pierFiles(pierHome()),
    host: 'desktop',
    env: process.env,
    onQuit: () => app.quit(),
  });
  showTray(backend);
  showWindow();
  // A failed start is a state of the machine: the window shows it, with its hint.
  backend.supervisor.start().catch(() => {});
}

function showWindow(): void {
  if (!backend) return;
  if (window && !window.isDestroyed()) {
    if (window.isMinimized()) window.restore();
    window.focus();
    return;
  }
  window = openMainWindow(join(root, 'dist/preload/preload.cjs'));
}

/** The tray is a client like any other, within this process. */
function showTray(served: Backend): void {
  const engine = new EngineState({
    open: () => {
      const [client, server] = memoryTransports();
      served.serve(server, 'ui');
      return { client: createClient<PierContract>(STREAMS, client), close: () => client.close() };
    },
    onChange: (state) => tray.show(state),
  });
  const reach = {
    client: () => engine.client(),
    setPending: (id: string, isPending: boolean) => engine.setPending(id, isPending),
    show: (parts: readonly string[]) => showPage(parts),
    openExternal: (url: string) => void shell.openExternal(url),
    checkForUpdates: () => {},
    showAbout: () => app.showAboutPanel(),
    quit: () => app.quit(),
    tellFailure: (what: string, { message, hint }: AppError) =>
      void dialog.showMessageBox({ type: 'error', message: what, detail: `${message}\n\n${hint}` }),
  };
  const icons = join(root, 'assets/tray');
  const { platform } = process;
  const tray = new AppTray({ electron, icons, platform, reach, hasUpdates: false }, initialTrayState);
  app.on('before-quit', () => engine.setQuitting());
  void engine.run();
}

function showPage(parts: readonly string[]): void {
  showWindow();
  // An address that differs behind "#" alone loads nothing anew.
  if (parts.length > 0) void window?.loadURL(`${APP_ORIGIN}/#/${parts.map(encodeURIComponent).join('/')}`);
}

/** Quitting waits for the machine to stop: the backend's own time limit ends in a forced stop. */
function quitAfterTheMachine(event: Electron.Event): void {
  // Who quits once more must not leave the machine behind.
  if (leaving) event.preventDefault();
  if (!backend) return;
  event.preventDefault();
  leaving = true;
  const left = backend;
  backend = undefined;
  window?.hide();
  void left.dispose({ stopMachine: true }).finally(() => app.exit(0));
}

function failToOpen(thrown: unknown): void {
  const { message, hint } = toAppError(thrown);
  dialog.showErrorBox('Pier Desktop cannot start', `${message}\n\n${hint}`);
  app.exit(1);
}
