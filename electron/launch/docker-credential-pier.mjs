#!/usr/bin/env node
/** `docker-credential-pier`: runs the built helper. What goes wrong is told on stdout, as the docker command reads it. */
import { existsSync } from 'node:fs';

const helper = new URL('../../dist/node/docker-credential-pier.js', import.meta.url);

if (existsSync(helper)) {
  await import(helper.href);
} else {
  process.stdout.write('Pier is not built yet. Build it once: npm start, or npm run build\n');
  process.exitCode = 1;
}
