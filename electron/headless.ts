import { AppError } from '../shared/errors.ts';
import { pierFiles, pierHome } from '../vm/files.ts';
import { type Backend, createBackend } from './backend/backend.ts';
import type { ExtensionServer } from './headless/extensions/extension-server.ts';
import { serveExtensions } from './headless/extensions/serve-extensions.ts';
import { removeHeadlessRecord, writeHeadlessRecord } from './headless/headless-record.ts';
import { onQuitSignals } from './headless/on-quit-signals.ts';
import { rendererFolder } from './headless/renderer-folder.ts';
import { StatePrinter } from './headless/state-printer.ts';
import { startUiServer, type UiServer } from './headless/ui-server.ts';
import { printError } from './print-error.ts';

/**
 * Composition root of the headless host: the backend, and the dashboard on 127.0.0.1. PIER_PORT chooses the port,
 * PIER_NO_AUTOSTART=1 leaves the engine stopped, `--background` marks a host that the CLI started.
 */

const background = process.argv.includes('--background');
const printer = new StatePrinter(process.stdout);
let backend: Backend | undefined;
let ui: UiServer | undefined;
let pages: ExtensionServer | undefined;
let leaving = false;

// Whoever read our output may be gone: a closed terminal, a CLI that has seen enough.
for (const output of [process.stdout, process.stderr]) output.on('error', () => {});
process.on('uncaughtException', leaveAfterError);
process.on('unhandledRejection', leaveAfterError);
open().catch((thrown) => {
  printError(thrown);
  process.exit(1);
});

async function open(): Promise<void> {
  const folder = rendererFolder();
  const port = portFrom(process.env.PIER_PORT);
  const files = pierFiles(pierHome());
  const opened = await createBackend({
    files,
    host: 'headless',
    env: process.env,
    onQuit: () => void leave(0),
  });
  const { supervisor, transfers, notices } = opened;
  try {
    pages = await serveExtensions({ backend: opened, folder, dashboardPort: () => ui?.port });
    ui = await startUiServer({
      folder,
      port,
      frames: pages.frames,
      onTransport: (transport) => opened.serve(transport, 'web'),
      transfers,
    });
    await writeHeadlessRecord(files.run.headless, { pid: process.pid, url: ui.url, background });
  } catch (thrown) {
    // A machine that ran before stays as it was.
    await opened.dispose({ stopMachine: false });
    throw thrown;
  }
  backend = opened;
  onQuitSignals({
    quit: () => void leave(0),
    force: () => void supervisor.stop({ force: true }).catch(printError),
    abandon: () => process.exit(1),
  });
  printer.say(`Pier is at ${ui.url}`);
  printer.say(`Docker is at unix://${files.run.dockerSocket}`);
  for (const notice of notices) printError(AppError.fromData(notice));
  supervisor.onChange(() => printer.show(supervisor.status().state));
  printer.show(supervisor.status().state);
  // A failed start is a state of the machine: it is shown as one, with its hint.
  if (process.env.PIER_NO_AUTOSTART !== '1') supervisor.start().catch(() => {});
}

/** Stops the machine, closes everything and exits. The dashboard sees the machine stop. */
async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  let outcome = code;
  try {
    await backend?.dispose({ stopMachine: true });
    await ui?.close();
    await pages?.close();
    if (backend) removeHeadlessRecord(backend.files.run.headless);
  } catch (thrown) {
    printError(thrown);
    outcome = 1;
  }
  process.exit(outcome);
}

/** A bug: nothing can be relied on any more, and no machine may stay behind without an owner. */
function leaveAfterError(thrown: unknown): void {
  backend?.log.error('An unexpected error ends the headless host.', {
    error: thrown instanceof Error ? thrown : String(thrown),
  });
  printError(thrown);
  if (!backend) process.exit(1);
  void leave(1);
}

function portFrom(text: string | undefined): number {
  if (!text) return 0;
  const port = Number(text);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new AppError(
    'bad_input',
    `Use PIER_PORT '${text}': it is no port.`,
    'Set it to 0 to 65535, or unset it.',
  );
}
