#!/usr/bin/env node
/** `npm run bench -- <name> [--json] [--containers N]`: each bench is a file here that measures ours against a peer in the same run. */
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
const count = args.indexOf('--containers');
const containers = count < 0 ? undefined : Number(args[count + 1]);
if (containers !== undefined && !(containers > 0)) {
  process.stderr.write('--containers takes a number.\n');
  process.exit(2);
}

if (!names.includes(name)) {
  process.stderr.write(`Usage: npm run bench -- <${names.join('|')}> [--json] [--containers N]\n`);
  process.exit(2);
}

/** Those that measure the built product; the others run from the sources. */
const ofTheBuild = ['ui', 'reclaim', 'extensions'];

await withSetup({ forTests: true, build: ofTheBuild.includes(name) }, async () => {
  const { register } = await import('tsx/esm/api');
  register();
  const { bench } = await import(join(folder, `${name}.ts`));
  const result = await bench({ json, containers });
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  // Some have limits of their own.
  process.exit(result.within_limits === false ? 1 : 0);
});
