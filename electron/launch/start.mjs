#!/usr/bin/env node
/** `npm start`: sets up what is missing, builds what is stale, and opens Pier: as an app, else in a browser. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, say, withSetup } from './setup.mjs';

const DOWNLOAD_LIMIT_MS = 10 * 60_000;

const hasDisplay =
  process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);

/** Why the desktop app cannot be opened here; undefined where it can. Fetches the runtime where it is missing. */
function whyNoDesktop() {
  if (!hasDisplay) return 'there is no display';
  if (process.platform === 'linux' && process.getuid() === 0) return 'Electron does not run as root';
  if (electronPath()) return undefined;
  say('Fetching the Electron runtime …');
  const fetched = spawnSync(process.execPath, [join(projectRoot, 'node_modules/electron/install.js')], {
    encoding: 'utf8',
    timeout: DOWNLOAD_LIMIT_MS,
  });
  if (fetched.status === 0 && electronPath()) return undefined;
  const cause = fetched.stderr
    ?.split('\n')
    .find((line) => /error/i.test(line))
    ?.trim();
  return `the Electron runtime could not be fetched${cause ? ` (${cause})` : ''}`;
}

function electronPath() {
  const folder = join(projectRoot, 'node_modules/electron');
  const name = existsSync(join(folder, 'path.txt'))
    ? readFileSync(join(folder, 'path.txt'), 'utf8')
    : undefined;
  const path = name && join(folder, 'dist', name);
  return path && existsSync(path) ? path : undefined;
}

/** Opens the address in the user's browser. Nothing happens where there is none: the address is printed anyway. */
function openBrowser(url) {
  const [command, ...args] =
    process.platform === 'darwin'
      ? ['open']
      : process.platform === 'win32'
        ? ['cmd', '/c', 'start', '']
        : ['xdg-open'];
  const child = spawn(command, [...args, url], { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}

/** Runs a child in the foreground: its signals are ours, and so is its exit code. */
function runInForeground(command, args, onLine) {
  const child = spawn(command, args, {
    cwd: projectRoot,
    stdio: ['inherit', onLine ? 'pipe' : 'inherit', 'inherit'],
  });
  if (onLine) {
    let rest = '';
    child.stdout.on('data', (chunk) => {
      process.stdout.write(chunk);
      const lines = (rest + chunk).split('\n');
      rest = lines.pop();
      for (const line of lines) onLine(line);
    });
  }
  // A terminal sends Ctrl-C to the whole group already; a supervisor's SIGTERM comes to us alone.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGTERM'));
  child.on('exit', (code) => process.exit(code ?? 1));
  child.on('error', (error) => {
    process.stderr.write(`Cannot start '${command}': ${error.message}\n`);
    process.exit(1);
  });
}

await withSetup({}, () => {
  const reason = whyNoDesktop();
  if (!reason) {
    runInForeground(electronPath(), [projectRoot]);
    return;
  }
  say(`Opening Pier in a browser instead of the desktop app: ${reason}.`);
  let opened = !hasDisplay;
  runInForeground(process.execPath, [join(projectRoot, 'dist/node/headless.js')], (line) => {
    const url = /https?:\/\/\S+\?token=\S+/.exec(line)?.[0];
    if (!url || opened) return;
    opened = true;
    openBrowser(url);
  });
});
