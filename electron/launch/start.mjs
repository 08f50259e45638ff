#!/usr/bin/env node
/** `npm start`: sets up what is missing, builds what is stale, and opens Pier: as an app, else in a browser. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { electronPath, hasDisplay, whyNoElectron } from './electron-runtime.mjs';
import { projectRoot, say, withSetup } from './setup.mjs';

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
  const reason = whyNoElectron({ fetch: true });
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
