#!/usr/bin/env node
/** The `pier` command: runs the built CLI. */
import { existsSync } from 'node:fs';

const cli = new URL('../../dist/node/cli.js', import.meta.url);

if (existsSync(cli)) {
  await import(cli.href);
} else {
  process.stderr.write('Cannot run pier: it is not built yet.\nBuild it once: npm start, or npm run build\n');
  process.exitCode = 1;
}
