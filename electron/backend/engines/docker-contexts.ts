import { createHash } from 'node:crypto';
import { readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createSecureContext } from 'node:tls';
import { z } from 'zod';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { dockerConfigPath } from '../credentials/docker-config.ts';
import { contextFolderName } from '../docker-cli/docker-contexts.ts';
import { parseEngineAddress } from '../vm/select-driver.ts';
import type { EngineTarget, TlsMaterial } from './engine-target.ts';
import { parseSshAddress } from './ssh-command.ts';

/** A docker context, as far as its engine goes. */
export interface DockerContext {
  name: string;
  description: string;
  /** As the context has it. */
  address: string;
  /** Of all that decides how the engine is reached: another one is another engine. */
  digest: string;
  /** How it is reached, or why it cannot be. */
  target: EngineTarget | AppError;
}

export const DEFAULT_CONTEXT = 'default';
/** Where docker's own engine listens. */
const DEFAULT_HOST = 'unix:///var/run/docker.sock';
/** A description may be long; this is no context any more. */
const META_LIMIT_BYTES = 1024 * 1024;

/** What else is in it is other programs'. Source: docker/cli, cli/context/store */
const metaSchema = z.object({
  Name: z.string().min(1),
  Metadata: z
    .object({ Description: z.string().optional().catch(undefined) })
    .optional()
    .catch(undefined),
  Endpoints: z.object({
    docker: z.object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() }),
  }),
});

/** `contexts` of DOCKER_CONFIG, else of `~/.docker`. */
export function contextsFolder(env: NodeJS.ProcessEnv): string {
  return join(dirname(dockerConfigPath(env)), 'contexts');
}

/**
 * The docker contexts of this person, the default one first, then by name. One that cannot be understood is among them,
 * with the reason. Never rejects.
 */
export async function readDockerContexts(env: NodeJS.ProcessEnv): Promise<DockerContext[]> {
  const root = contextsFolder(env);
  const folders = await readdir(join(root, 'meta')).catch(() => []);
  const found = await Promise.all(folders.map((folder) => readContext(root, folder)));
  const named = found
    .filter((context) => context !== undefined)
    .filter(({ name }) => name !== DEFAULT_CONTEXT)
    .sort((a, b) => a.name.localeCompare(b.name, undefined, { numeric: true }));
  return [await defaultContext(env), ...named];
}

/** undefined for what is no context: a folder without the file, as docker sees it. */
async function readContext(root: string, folder: string): Promise<DockerContext | undefined> {
  const path = join(root, 'meta', folder, 'meta.json');
  let meta: z.infer<typeof metaSchema>;
  try {
    const info = await stat(path);
    if (!info.isFile() || info.size > META_LIMIT_BYTES) throw new Error('it is no file of a context');
    meta = metaSchema.parse(JSON.parse(await readFile(path, 'utf8')));
    if (contextFolderName(meta.Name) !== folder)
      throw new Error(`it is of a context '${meta.Name}', whose folder is another one`);
  } catch (error) {
    if (
      (error as NodeJS.ErrnoException).code === 'ENOENT' ||
      (error as NodeJS.ErrnoException).code === 'ENOTDIR'
    )
      return undefined;
    return broken(folder.slice(0, 12), invalid(path, reasonOf(error)));
  }
  const { Host: host = DEFAULT_HOST, SkipTLSVerify: skipVerify = false } = meta.Endpoints.docker;
  const description = meta.Metadata?.Description ?? '';
  try {
    const tls = await readTls(join(root, 'tls', folder, 'docker'), skipVerify);
    return contextOf(meta.Name, description, host, tls);
  } catch (error) {
    return { ...broken(meta.Name, toAppError(error)), description, address: host };
  }
}

/** What DOCKER_HOST, DOCKER_TLS, DOCKER_TLS_VERIFY and DOCKER_CERT_PATH say, as the docker command reads them. */
async function defaultContext(env: NodeJS.ProcessEnv): Promise<DockerContext> {
  const host = env.DOCKER_HOST || DEFAULT_HOST;
  try {
    const wanted = Boolean(env.DOCKER_TLS_VERIFY || env.DOCKER_TLS);
    const folder = env.DOCKER_CERT_PATH || dirname(dockerConfigPath(env));
    const tls = wanted ? await readTls(folder, !env.DOCKER_TLS_VERIFY) : undefined;
    return contextOf(DEFAULT_CONTEXT, '', host, tls);
  } catch (error) {
    return { ...broken(DEFAULT_CONTEXT, toAppError(error)), address: host };
  }
}

/** @throws AppError context_invalid */
function contextOf(
  name: string,
  description: string,
  address: string,
  tls: TlsMaterial | undefined,
): DockerContext {
  const target = targetOf(name, address, tls);
  const digest = createHash('sha256').update(JSON.stringify(target)).digest('hex');
  return { name, description, address, digest, target };
}

/** @throws AppError context_invalid */
function targetOf(name: string, host: string, tls: TlsMaterial | undefined): EngineTarget {
  try {
    if (host.startsWith('ssh://')) return { kind: 'ssh', ...parseSshAddress(host) };
    const address = parseEngineAddress(host);
    if (address.kind === 'unix') return address;
    return { ...address, ...(tls && { tls }) };
  } catch (error) {
    const isKnown = /^(unix|tcp):\/\//.test(host) && error instanceof AppError;
    const reason = isKnown ? error.message.replace(/^.*': |\.$/g, '') : 'Pier does not know its kind';
    throw new AppError(
      'context_invalid',
      `Use the context '${name}' at '${host}': ${host.startsWith('ssh://') ? reasonOf(error) : reason}.`,
      'unix://, tcp:// and ssh:// can be used. Change it with: docker context update',
    );
  }
}

/** undefined where it says nothing of TLS. @throws AppError context_invalid */
async function readTls(folder: string, skipVerify: boolean): Promise<TlsMaterial | undefined> {
  const read = async (name: string) => {
    const path = join(folder, name);
    try {
      return await readFile(path, 'utf8');
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
      throw invalid(path, reasonOf(error));
    }
  };
  const [ca, cert, key] = await Promise.all(['ca.pem', 'cert.pem', 'key.pem'].map(read));
  if (ca === undefined && cert === undefined && key === undefined && !skipVerify) return undefined;
  if ((cert === undefined) !== (key === undefined)) {
    const [there, missing] = cert === undefined ? ['key.pem', 'cert.pem'] : ['cert.pem', 'key.pem'];
    throw invalid(join(folder, missing), `it is missing beside ${there}`);
  }
  try {
    createSecureContext({ ...(ca && { ca }), ...(cert && { cert }), ...(key && { key }) });
  } catch (error) {
    throw invalid(folder, `its certificates cannot be used (${reasonOf(error)})`);
  }
  return {
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    verify: !skipVerify,
  };
}

function broken(name: string, problem: AppError): DockerContext {
  return { name, description: '', address: '', digest: '', target: problem };
}

function invalid(path: string, reason: string): AppError {
  return new AppError(
    'context_invalid',
    `Read '${path}': ${reason}.`,
    'Make the context anew with: docker context create',
  );
}

function reasonOf(error: unknown): string {
  if (error instanceof z.ZodError)
    return z
      .prettifyError(error)
      .replaceAll(/\s*\n\s*/g, ' ')
      .replace(/^✖ /, '');
  return (error instanceof Error ? error.message : String(error)).replace(/\.$/, '');
}
