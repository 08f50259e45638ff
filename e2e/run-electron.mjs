#!/usr/bin/env node
/**
 * `npm run e2e:electron`: the specs of the desktop app, in the real runtime, against what `npm run build` made. Where
 * that cannot be had it says that nothing ran, and ends with 2: neither passed nor failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { electronPath, whyNoElectron } from '../electron/launch/electron-runtime.mjs';
import { projectRoot } from '../electron/launch/setup.mjs';

const DID_NOT_RUN = 2;
const reason = existsSync(join(projectRoot, 'dist/node/main.js'))
  ? whyNoElectron({ fetch: true })
  : 'the app is not built: npm run build';

if (reason) {
  process.stderr.write(`The specs of the desktop app DID NOT RUN: ${reason}.\n`);
  process.exit(DID_NOT_RUN);
}
const { status } = spawnSync(
  process.execPath,
  [
    join(projectRoot, 'node_modules/@playwright/test/cli.js'),
    'test',
    '--config',
    'e2e/electron.config.ts',
    ...process.argv.slice(2),
  ],
  { cwd: projectRoot, stdio: 'inherit', env: { ...process.env, PIER_ELECTRON: electronPath() } },
);
process.exit(status ?? 1);
