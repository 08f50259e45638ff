import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Plugin } from 'vite';

const BUILDS = ['renderer', 'dd-client', 'preload', 'node'] as const;

/** Where each build leaves the list of what it bundled. */
export const BUNDLED_FOLDER = 'dist/bundled';

/**
 * Writes down which packages went into a bundle, so that their licences can be told and the bill of materials is that
 * of what is really there: most of them are no `dependencies` any more.
 */
export function recordPackages(build: (typeof BUILDS)[number]): Plugin {
  return {
    name: 'pier-record-packages',
    apply: 'build',
    generateBundle() {
      const paths = new Set([...this.getModuleIds()].map(packagePath).filter((path) => path !== undefined));
      const folder = resolve(BUNDLED_FOLDER);
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, `${build}.json`), `${JSON.stringify([...paths].sort(), null, 2)}\n`);
    },
  };
}

/** "node_modules/@scope/name" of a module's file; nested ones keep the whole way. undefined for what is ours. */
export function packagePath(moduleId: string): string | undefined {
  const id = moduleId.replace(/^\0+/, '').replaceAll('\\', '/');
  const start = id.indexOf('/node_modules/');
  if (start < 0) return undefined;
  const last = id.lastIndexOf('/node_modules/') + '/node_modules/'.length;
  const [scope, name] = id.slice(last).split('/');
  return `${id.slice(start + 1, last)}${scope?.startsWith('@') ? `${scope}/${name}` : scope}`;
}

/** What all builds bundled, each once. @throws Error where one was not made */
export function bundledPaths(projectDir: string): string[] {
  const paths = BUILDS.flatMap((build) => {
    try {
      return JSON.parse(readFileSync(join(projectDir, BUNDLED_FOLDER, `${build}.json`), 'utf8')) as string[];
    } catch {
      throw new Error(
        `Cannot package Pier: '${BUNDLED_FOLDER}/${build}.json' is missing. Build it: npm run build`,
      );
    }
  });
  return [...new Set(paths)].sort();
}
