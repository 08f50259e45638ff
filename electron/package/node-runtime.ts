import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { constants, createReadStream } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import runtimes from './node-runtimes.json' with { type: 'json' };

/** Where the Node for the commands comes from, for one kind of computer. */
interface NodeRuntime {
  /** A package of npm's registry that has nothing but Node's own program, with its licence. */
  package: string;
  version: string;
  /** Of the package's archive, as npm writes it: `sha512-` and base64. */
  integrity: string;
}

export interface NodeTarget {
  platform: string;
  arch: string;
  /** Keeps what was fetched. */
  cacheDir: string;
}

/**
 * Puts the Node that runs the commands and the headless host into a package, with its licence. PIER_NODE names the
 * folder of an unpacked Node to take; otherwise the one of node-runtimes.json is fetched with npm, and its archive has
 * to be the one that is written there.
 * @returns its version, where it can be told @throws Error where there is none, or it is another than the one wanted
 */
export async function placeNode(folder: string, target: NodeTarget): Promise<string | undefined> {
  const source = process.env.PIER_NODE || (await fetchNode(target));
  const name = target.platform === 'win32' ? 'node.exe' : 'node';
  await mkdir(folder, { recursive: true });
  for (const [to, candidates] of [
    [name, [`bin/${name}`, name]],
    ['LICENSE', ['LICENSE']],
  ] as const) {
    const from = await firstFile(candidates.map((each) => join(source, each)));
    if (!from) {
      const hint = "Set PIER_NODE to the folder of an unpacked Node for the package's system.";
      throw new Error(`Cannot package the Node of '${source}': it has no ${to}. ${hint}`);
    }
    await copyFile(from, join(folder, to), constants.COPYFILE_FICLONE);
  }
  const program = join(folder, name);
  await chmod(program, 0o755);
  if (!process.env.PIER_NODE) return known(target)?.version;
  // One for another system cannot be asked.
  const said = await promisify(execFile)(program, ['--version']).catch(() => undefined);
  return said?.stdout.trim().replace(/^v/, '');
}

function known({ platform, arch }: NodeTarget): NodeRuntime | undefined {
  return (runtimes as Record<string, NodeRuntime>)[`${platform}-${arch}`];
}

async function firstFile(paths: readonly string[]): Promise<string | undefined> {
  for (const path of paths) if ((await stat(path).catch(() => undefined))?.isFile()) return path;
  return undefined;
}

/** @returns the folder of an unpacked Node */
async function fetchNode(target: NodeTarget): Promise<string> {
  const { platform, arch, cacheDir } = target;
  const runtime = known(target);
  if (!runtime) {
    throw new Error(`Cannot package Pier for ${platform}-${arch}: no Node is known for it. Set PIER_NODE.`);
  }
  const kept = join(cacheDir, 'node', `${runtime.package}-${runtime.version}`);
  if (await stat(kept).catch(() => undefined)) return kept;
  await mkdir(dirname(kept), { recursive: true });
  const folder = await mkdtemp(join(dirname(kept), '.unfinished-'));
  try {
    const archive = join(folder, await pack(runtime, folder));
    const integrity = `sha512-${await sha512(archive)}`;
    if (integrity !== runtime.integrity) {
      throw new Error(
        `Cannot use ${runtime.package}@${runtime.version}: it is ${integrity}, not ${runtime.integrity}.`,
      );
    }
    await promisify(execFile)('tar', ['-xzf', archive, '-C', folder]);
    await rename(join(folder, 'package'), kept);
    return kept;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @returns the archive's name in `folder` */
async function pack({ package: name, version }: NodeRuntime, folder: string): Promise<string> {
  try {
    const args = ['pack', '--silent', '--ignore-scripts', `${name}@${version}`];
    const { stdout } = await promisify(execFile)('npm', args, { cwd: folder });
    return stdout.trim();
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim().split('\n')[0] || (error as Error).message;
    throw new Error(
      `Cannot fetch ${name}@${version}: ${said}. Set PIER_NODE to the folder of an unpacked Node.`,
      {
        cause: error,
      },
    );
  }
}

async function sha512(path: string): Promise<string> {
  const hash = createHash('sha512');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('base64');
}
