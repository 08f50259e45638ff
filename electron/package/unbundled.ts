import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Packages that the build leaves out of its bundles: they have machine code, or ask for their own file's name. */
export const UNBUNDLED = ['@napi-rs/keyring', 'write-file-atomic'];

/** A package as it lies in the project, and where it is put in the product. */
export interface PlacedPackage {
  name: string;
  /** Below the project's folder, with forward slashes: node_modules/a/node_modules/b. */
  path: string;
}

/**
 * What has to come along as node_modules: the unbundled packages and all that they depend on, each once.
 * @throws Error where one is not installed
 */
export function unbundledPackages(projectDir: string, names: readonly string[] = UNBUNDLED): PlacedPackage[] {
  const found = new Map<string, PlacedPackage>();
  const add = (name: string, from: string) => {
    const path = findPackage(projectDir, name, from);
    if (found.has(path)) return;
    found.set(path, { name, path });
    const text = readFileSync(join(projectDir, path, 'package.json'), 'utf8');
    const { dependencies = {} } = JSON.parse(text) as { dependencies?: Record<string, string> };
    for (const each of Object.keys(dependencies)) add(each, path);
  };
  for (const name of names) add(name, '');
  return [...found.values()];
}

/** As Node looks for it: beside what asks, then further up. */
function findPackage(projectDir: string, name: string, from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = `${folder && folder !== '.' ? `${folder}/` : ''}node_modules/${name}`;
    if (existsSync(join(projectDir, path, 'package.json'))) return path;
    if (folder === '' || folder === '.') {
      throw new Error(`Cannot package '${name}': it is not installed. Install it: npm ci`);
    }
  }
}

/** The package with a native package's machine code: "@napi-rs/keyring-linux-x64-gnu". */
export function nativePackage(name: string, platform: string, arch: string): string {
  const ending = { linux: '-gnu', win32: '-msvc' }[platform] ?? '';
  return `${name}-${platform}-${arch}${ending}`;
}

/** Those that have one: each platform's own is packaged, and no other. */
export const NATIVE = ['@napi-rs/keyring'];
