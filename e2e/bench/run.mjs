#!/usr/bin/env node
/** `npm run bench -- <name> [--json]`: each bench is a file here that measures ours against a peer in the same run. */
import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withSetup } from '../../electron/launch/setup.mjs';

const folder = dirname(fileURLToPath(import.meta.url));
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && !file.includes('.test.'))
  .map((file) => file.slice(0, -3));
const args = process.argv.slice(2);
const json = args.includes('--json');
const [name] = args.filter((arg) => !arg.startsWith('--'));

if (!names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- <${names.join('|')}> [--json]\n`);
  process.exit(2);
}

/** Those that measure the built product; the others run from the sources. */
const ofTheBuild = ['ui', 'reclaim'];

await withSetup({ forTests: true, build: ofTheBuild.includes(name) }, async () => {
  const { register } = await import('tsx/esm/api');
  register();
  const { bench } = await import(join(folder, `${name}.ts`));
  const result = await bench({ json });
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  process.exit(0);
});
