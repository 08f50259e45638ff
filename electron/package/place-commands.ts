import { chmod, cp, mkdir, stat, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { PlacedPackage } from './unbundled.ts';

/** The commands of a package: what a terminal and the docker command are led to. */
export const COMMANDS = ['pier', 'docker-pier', 'docker-extension', 'docker-credential-pier'] as const;
/** What they share, beside them. */
const SHARED = 'docker-plugin.mjs';

/** What is built that a host without windows has: programs, dashboard, and what its pages of extensions get. */
const BUILT = ['node', 'renderer', 'dd-client'];

/** Beside its code and licence a package has much that nothing runs. */
const UNUSED = /\.(map|md|markdown|d\.[cm]?ts)$/i;
const LICENCE = /^(licen[cs]e|copying|notice)/i;

export interface CommandsSource {
  projectDir: string;
  version: string;
  platform: string;
  /** What the bundles leave out. */
  packages: readonly PlacedPackage[];
}

/**
 * Puts the commands and the headless host into a package, beside the app: Node reads no asar archive, and what the app
 * itself runs must stay inside one. The folder is laid out as a checkout is.
 */
export async function placeCommands(folder: string, source: CommandsSource): Promise<void> {
  const { projectDir, version, platform, packages } = source;
  const launch = join(folder, 'electron', 'launch');
  await mkdir(launch, { recursive: true });
  const launchers = join(projectDir, 'electron', 'launch');
  for (const name of COMMANDS) {
    await cp(join(launchers, `${name}.mjs`), join(launch, `${name}.mjs`));
    const [launcher, ending] = platform === 'win32' ? ['launcher.cmd', '.cmd'] : ['launcher.sh', ''];
    await cp(join(launchers, launcher), join(launch, `${name}${ending}`));
    await chmod(join(launch, `${name}${ending}`), 0o755);
  }
  await cp(join(launchers, SHARED), join(launch, SHARED));
  // Says that the files are modules, and whose version a plugin tells.
  const about = { name: 'pier-desktop', version, type: 'module', private: true };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  const dist = join(projectDir, 'dist');
  for (const name of BUILT) {
    await cp(join(dist, name), join(folder, 'dist', name), {
      recursive: true,
      filter: (path) => !path.endsWith('.map') && path !== join(dist, 'node', 'main.js'),
    });
  }
  for (const { path } of packages) await placePackage(projectDir, path, folder);
}

async function placePackage(projectDir: string, path: string, folder: string): Promise<void> {
  const from = join(projectDir, path);
  if (!(await stat(join(from, 'package.json')).catch(() => undefined))) {
    const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
    throw new Error(
      `Cannot package Pier: '${name}' is not installed. Install it: npm install --no-save --force ${name}`,
    );
  }
  await cp(from, join(folder, path), {
    recursive: true,
    // One that is nested in another is a package of its own.
    filter: (file) => !file.slice(from.length).includes(`${sep}node_modules`) && isUsed(file),
  });
}

function isUsed(file: string): boolean {
  const name = file.slice(file.lastIndexOf(sep) + 1);
  return LICENCE.test(name) || !UNUSED.test(name);
}
