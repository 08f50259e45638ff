import { join } from 'node:path';
import * as electron from 'electron';
import { t } from '../renderer/i18n/index.ts';
import { toAppError } from '../shared/errors.ts';
import { messagePortTransport } from '../shared/rpc/message-port-transport.ts';
import { pierFiles, pierHome } from '../vm/files.ts';
import { type Backend, createBackend } from './backend/backend.ts';
import { KeptFile } from './backend/kept-file.ts';
import { TRANSFER_PATH } from './backend/transfers/transfer-desk.ts';
import { deepLinkOf, parseDeepLink, searchOfLink } from './desktop/deep-link.ts';
import { EXTENSION_SCHEME } from './desktop/extension-requests.ts';
import { GraphicsRecord } from './desktop/graphics-record.ts';
import { keepCommands } from './desktop/keep-commands.ts';
import { OrderlyQuit } from './desktop/orderly-quit.ts';
import { chosenProxies } from './desktop/session-proxy.ts';
import { showsWindow } from './desktop/start-up.ts';
import { windowPlaceFile } from './desktop/window-place.ts';
import { enginePorts, OwnServices } from './extension-pages/own-services.ts';
import { onQuitSignals } from './headless/on-quit-signals.ts';
import { SECURITY_HEADERS } from './security-headers.ts';
import { serveAppFile } from './shell/app-protocol.ts';
import { claimLinks } from './shell/claim-links.ts';
import { askAfterCrashes, desktopServices } from './shell/dialogs.ts';
import { DesktopExtensionViews } from './shell/extension-views.ts';
import { followLoginItem } from './shell/login-item.ts';
import { MainWindow, openQuitWindow, tellDownloads } from './shell/main-window.ts';
import { Notifications } from './shell/notifications.ts';
import { serveAppTransfer } from './shell/serve-app-transfer.ts';
import { denyByDefault, isOwnFrame, openExternal } from './shell/session-guard.ts';
import { openTray } from './shell/tray-client.ts';
import { openUpdates } from './shell/updates.ts';
import { VERSION } from './version.ts';

/** Composition root of the desktop app: one backend, one window, a tray. What it decides is in desktop/. */

const { app, dialog, ipcMain, powerMonitor, protocol, session, shell } = electron;
const root = app.getAppPath();
const preload = join(root, 'dist/preload/preload.cjs');
const notifications = new Notifications(electron);
let opening: Promise<Backend> | undefined;
let backend: Backend | undefined;
let window: MainWindow | undefined;
let extensionViews: DesktopExtensionViews | undefined;
/** Settles when the window's place is on the disk. */
let placeKept: Promise<unknown> = Promise.resolve();
let tray: ReturnType<typeof openTray> | undefined;

const quit = new OrderlyQuit({
  async dispose() {
    window?.leave();
    tray?.setQuitting();
    await (await opening?.catch(() => undefined))?.dispose({ stopMachine: true });
    await placeKept;
  },
  force: async () => backend?.supervisor.stop({ force: true }),
  showProgress: () => backend && openQuitWindow(electron, preload),
  exit: (code) => app.exit(code),
  warn: (message, error) => backend?.log.warn(message, error === undefined ? {} : { error: String(error) }),
});

protocol.registerSchemesAsPrivileged([
  { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  {
    scheme: EXTENSION_SCHEME,
    privileges: { standard: true, secure: true, supportFetchAPI: true, corsEnabled: true, stream: true },
  },
]);
app.enableSandbox();

if (!app.requestSingleInstanceLock()) {
  app.exit(0);
} else {
  process.on('uncaughtException', leaveAfterError);
  process.on('unhandledRejection', leaveAfterError);
  onQuitSignals({
    quit: () => void quit.begin(),
    force: () => void backend?.supervisor.stop({ force: true }).catch(() => {}),
    abandon: () => app.exit(1),
  });
  app.on('second-instance', (_event, argv) => showLink(deepLinkOf(argv)));
  app.on('open-url', (event, link) => {
    event.preventDefault();
    showLink(link);
  });
  app.on('activate', () => window?.show());
  // The window decides itself what its end means: without a listener Electron would quit.
  app.on('window-all-closed', () => {});
  app.on('before-quit', (event) => {
    // Who installs an update on macOS ends the app itself, when the rest of it has ended.
    if (quit.isOver) return;
    event.preventDefault();
    void quit.begin();
  });
  const graphics = new GraphicsRecord({
    path: join(app.getPath('userData'), 'graphics.json'),
    version: VERSION,
  });
  if (graphics.isBroken) app.disableHardwareAcceleration();
  app.on('child-process-gone', (_event, details) => {
    // Chromium starts it anew, the one for graphics as well; pages stay.
    if (graphics.note(details))
      backend?.log.warn('Graphics crash: from the next start on Pier draws in software.');
    if (details.reason !== 'clean-exit') backend?.log.warn('A helper process is gone.', { ...details });
  });
  ipcMain.on('pier:connect', (event) => {
    extensionViews?.connect(event);
    if (!backend || !isOwnFrame(event)) return;
    const { port1, port2 } = new electron.MessageChannelMain();
    backend.serve(messagePortTransport(port1), 'ui');
    event.senderFrame?.postMessage('pier:port', null, [port2]);
  });
  void app.whenReady().then(open).catch(failToOpen);
}

async function open(): Promise<void> {
  if (quit.begun) return;
  const files = pierFiles(pierHome());
  denyByDefault(
    electron,
    (url) => openExternal(shell, url),
    (contents) => extensionViews?.originOf(contents) !== undefined,
  );
  protocol.handle('app', (request) =>
    backend && new URL(request.url).pathname.startsWith(TRANSFER_PATH)
      ? serveAppTransfer(backend.transfers, request, SECURITY_HEADERS)
      : serveAppFile(join(root, 'dist/renderer'), request.url, SECURITY_HEADERS),
  );
  app.setAboutPanelOptions({
    applicationName: t.tray.name,
    applicationVersion: VERSION,
    copyright: t.updates.licence,
  });
  if (app.isPackaged) {
    const { platform, env, execPath } = process;
    claimLinks({ app, platform, env, execPath });
  }
  // Prevents the system's end until the machine has stopped; the types know no event for it.
  powerMonitor.on('shutdown', ((event: Electron.Event) => {
    event.preventDefault();
    void quit.begin();
  }) as () => void);
  const resources = process.resourcesPath;
  // The dashboard says then that this Pier has no command; everything else works.
  await keepCommands(files.commands, { resources, version: VERSION, env: process.env }).catch(console.warn);
  opening = createBackend({
    files,
    host: 'desktop',
    env: process.env,
    onQuit: () => void quit.begin(),
    desktop: desktopServices(electron),
    updates: (parts) => openUpdates({ electron, parts, quit: quitFor }),
  });
  const opened = await opening;
  backend = opened;
  if (quit.begun) return;
  const { log, settings, supervisor } = opened;
  const place = new KeptFile({ path: files.windowPlace, schema: windowPlaceFile, log });
  const main = new MainWindow({
    electron,
    preload,
    place: await place.read(),
    keepPlace: (next) => {
      placeKept = place
        .write(next)
        .catch((error) => log.warn("The window's place was not kept.", { error: String(error) }));
    },
    closesToTray: () => settings.current.closeToTray,
    tellOfTray: () =>
      notifications.show({ title: t.desktop.staysTitle, body: t.desktop.staysText }, () =>
        main.show(['settings', 'app']),
      ),
    onTray: (isInTray) => extensionViews?.setInTray(isInTray),
    quit: () => void quit.begin(),
    askAfterCrashes: (crashed) => askAfterCrashes(electron, crashed),
    warn: (message, detail) => log.warn(message, { ...detail }),
  });
  window = main;
  extensionViews = new DesktopExtensionViews({
    electron,
    preload,
    client: join(root, 'dist/dd-client/dd-client.js'),
    backend: opened,
    own: new OwnServices(() => enginePorts(supervisor.engine.current())),
    proxies: chosenProxies(settings, process.env),
    warn: (message, detail) => log.warn(message, detail),
    window: () => main.window,
  });
  opened.extensionViews.attach(extensionViews);
  tray = openTray({
    electron,
    icons: join(root, 'assets/tray'),
    backend: opened,
    window: main,
    notifications,
  });
  tellDownloads(session.defaultSession, (name, path) =>
    notifications.show({ title: t.desktop.saved(name), body: t.desktop.showInFolder }, () =>
      shell.showItemInFolder(path),
    ),
  );
  followLoginItem(electron, settings, log);
  const { wasOpenedAtLogin: openedAtLogin } = app.getLoginItemSettings();
  const { startHidden } = settings.current;
  if (showsWindow({ argv: process.argv, openedAtLogin, startHidden })) showLink(deepLinkOf(process.argv));
  // A failed start is a state of the machine: the window shows it, with its hint.
  supervisor.start().catch(() => {});
}

/** Ends Pier in order, and does the last then. False where it ends already. */
function quitFor(last: (endedWell: boolean) => Promise<void>): boolean {
  if (quit.begun) return false;
  void quit.begin(0, last);
  return true;
}

/** Shows what a link means. One that means nothing shows the window as it is. */
function showLink(link: string | undefined): void {
  if (link === undefined) window?.show();
  else window?.show(parseDeepLink(link) ?? [], searchOfLink(link));
}

function failToOpen(thrown: unknown): void {
  const { message, hint } = toAppError(thrown);
  dialog.showErrorBox(t.desktop.cannotStart, `${message}\n\n${hint}`);
  app.exit(1);
}

/** A bug: nothing can be relied on any more, and no machine may stay behind without an owner. */
function leaveAfterError(thrown: unknown): void {
  backend?.log.error('An unexpected error ends the desktop app.', {
    error: thrown instanceof Error ? thrown : String(thrown),
  });
  if (!opening) {
    failToOpen(thrown);
    return;
  }
  notifications.show({ title: t.desktop.backendCrashed, body: t.desktop.backendCrashedText }, () => {});
  void quit.begin(1);
}
