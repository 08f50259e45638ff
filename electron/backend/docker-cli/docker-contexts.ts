import { createHash } from 'node:crypto';
import { access, readdir, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { dockerHostOf } from '../../../vm/socket-address.ts';

/** Pier's own. */
export const PIER_CONTEXT = 'pier';

/** One of the docker command's contexts. */
export interface DockerContext {
  name: string;
  /** Of its engine: `unix:///path`, `ssh://host`; undefined where it names none. */
  host: string | undefined;
  /** Its file. */
  path: string;
}

/** What a context's file says. Keys that we do not know are another program's. */
interface ContextMeta {
  Name: string;
  Metadata: Record<string, unknown>;
  Endpoints: Record<string, { Host?: string; SkipTLSVerify?: boolean }>;
}

/** A context is kept in folders that are named by the digest of its name. */
export function contextFolderName(name: string): string {
  return createHash('sha256').update(name).digest('hex');
}

/**
 * The file of a context.
 * @see https://github.com/docker/cli/blob/master/cli/context/store
 */
export function contextPath(dockerConfig: string, name: string): string {
  return join(dockerConfig, 'contexts', 'meta', contextFolderName(name), 'meta.json');
}

/** The text of Pier's context. */
export function pierContext(dockerSocket: string): string {
  const meta: ContextMeta = {
    Name: PIER_CONTEXT,
    Metadata: { Description: 'Pier Desktop' },
    Endpoints: { docker: { Host: dockerHostOf(dockerSocket), SkipTLSVerify: false } },
  };
  return JSON.stringify(meta);
}

/** undefined for one that is not there or cannot be understood. */
export async function readContext(dockerConfig: string, name: string): Promise<DockerContext | undefined> {
  return readMeta(contextPath(dockerConfig, name));
}

/** Those that can be understood, by name. */
export async function listContexts(dockerConfig: string): Promise<DockerContext[]> {
  const folder = join(dockerConfig, 'contexts', 'meta');
  const names = await readdir(folder).catch(() => []);
  const all = await Promise.all(names.map((name) => readMeta(join(folder, name, 'meta.json'))));
  return all.filter((each) => each !== undefined).sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function readMeta(path: string): Promise<DockerContext | undefined> {
  try {
    const { Name, Endpoints } = JSON.parse(await readFile(path, 'utf8')) as Partial<ContextMeta>;
    if (typeof Name !== 'string') return undefined;
    const host = Endpoints?.docker?.Host;
    return { name: Name, host: typeof host === 'string' ? host : undefined, path };
  } catch {
    return undefined;
  }
}

/** Folders that are empty after a restart, or that a program makes when it starts: what is missing there says nothing. */
const PASSING = /^\/(run|var\/run|tmp|private\/tmp|private\/var\/run)\//;

/** Of Docker Desktop, which leaves its contexts and its folders behind. */
const DOCKER_DESKTOP = /^desktop-(linux|windows)$|\/\.docker\/(desktop|run)\/docker\.sock$/;
const DOCKER_DESKTOP_PROGRAMS = [
  '/opt/docker-desktop',
  '/usr/bin/docker-desktop',
  '/Applications/Docker.app',
];

/**
 * Whether a context leads to a program that is gone. One that is only stopped is not dead: its folder is there.
 * @param programs of Docker Desktop; tests have their own
 */
export async function isDead(
  { name, host }: DockerContext,
  programs: readonly string[] = DOCKER_DESKTOP_PROGRAMS,
): Promise<boolean> {
  const socket = host?.startsWith('unix://') ? host.slice('unix://'.length) : undefined;
  if (socket === undefined || (await isThere(socket))) return false;
  if (DOCKER_DESKTOP.test(name) || DOCKER_DESKTOP.test(socket)) {
    const found = await Promise.all(programs.map(isThere));
    return !found.includes(true);
  }
  return !PASSING.test(socket) && !(await isThere(dirname(socket)));
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
