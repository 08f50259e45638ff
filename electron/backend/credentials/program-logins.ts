import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CredentialBroker } from './credential-broker.ts';
import { dockerConfigPath } from './docker-config.ts';
import type { RegistryAuth } from './registry-auth.ts';

/** What a program needs to know beside its own environment. */
export interface LoginsForPrograms {
  /** Runs `work` with variables by which a docker program finds every login. */
  use<T>(work: (variables: NodeJS.ProcessEnv) => Promise<T>): Promise<T>;
}

/** Programs find what the docker command finds, and no more. */
export const noMoreLogins: LoginsForPrograms = { use: (work) => work({}) };

/**
 * Builds and compose ask for logins themselves, as the docker command does. What they would not find, since only Pier
 * keeps it, is put for the length of a run into a configuration that has the person's own in it: a folder of their
 * owner's alone, removed afterwards. Where there is no such login, nothing is written.
 */
export class ProgramLogins implements LoginsForPrograms {
  readonly #folder: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #broker: Pick<CredentialBroker, 'beyondConfig'>;

  /** @param options.folder for these configurations alone: what a backend that was killed has left there goes */
  constructor(options: {
    folder: string;
    env: NodeJS.ProcessEnv;
    broker: Pick<CredentialBroker, 'beyondConfig'>;
  }) {
    this.#folder = options.folder;
    this.#env = options.env;
    this.#broker = options.broker;
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async use<T>(work: (variables: NodeJS.ProcessEnv) => Promise<T>): Promise<T> {
    const { logins, credsStore } = await this.#broker.beyondConfig();
    if (Object.keys(logins).length === 0) return work({});
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    const folder = await mkdtemp(join(this.#folder, 'config-'));
    try {
      const own = dockerConfigPath(this.#env);
      const config = withLogins(await readObject(own), logins, credsStore);
      await writeFile(join(folder, 'config.json'), JSON.stringify(config), { mode: 0o600 });
      await linkBeside(dirname(own), folder);
      return await work({ DOCKER_CONFIG: folder });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }

  /** None is in use any more. */
  dispose(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** The file with these logins in it, each ahead of every store. The rest of it holds as ever. */
function withLogins(
  config: Record<string, unknown>,
  logins: Record<string, RegistryAuth>,
  credsStore: string,
): object {
  const entries = Object.entries(logins).map(([server, auth]) => [server, entryOf(auth)]);
  const inFile = Object.keys(logins).map((server) => [server, '']);
  return {
    ...config,
    auths: { ...asObject(config.auths), ...Object.fromEntries(entries) },
    // An empty helper means this file.
    credHelpers: { ...asObject(config.credHelpers), ...Object.fromEntries(inFile) },
    credsStore,
  };
}

function entryOf({ username = '', password = '', identitytoken, registrytoken }: RegistryAuth): object {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    ...(username && { auth }),
    ...(identitytoken && { identitytoken }),
    ...(registrytoken && { registrytoken }),
  };
}

async function readObject(path: string): Promise<Record<string, unknown>> {
  try {
    return asObject(JSON.parse(await readFile(path, 'utf8')));
  } catch {
    return {};
  }
}

function asObject(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** Builders, plugins and contexts are looked for beside the file. */
async function linkBeside(from: string, to: string): Promise<void> {
  const names = await readdir(from).catch(() => []);
  for (const name of names) {
    if (name !== 'config.json') await symlink(join(from, name), join(to, name)).catch(() => {});
  }
}
