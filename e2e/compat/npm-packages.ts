import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { pierCache } from '../../vm/files.ts';

const run = promisify(execFile);

/**
 * Installs packages of the npm registry beside the product, once: none of it is a dependency of Pier.
 * @param packages with their versions: "testcontainers@11.9.0"
 * @returns the folder that has `node_modules`
 */
export async function npmPackages(packages: readonly string[]): Promise<string> {
  const key = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 12);
  const folder = join(pierCache(), 'compat', key);
  const done = join(folder, 'installed');
  if (existsSync(done)) return folder;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{"private": true}');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', folder, ...packages];
  await run('npm', args, { cwd: folder });
  writeFileSync(done, packages.join('\n'));
  return folder;
}
