import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { RegistryAuth } from './registry-auth.ts';

/** What the docker command's configuration says of registries. */
export interface DockerConfig {
  /** By server. */
  auths: Record<string, RegistryAuth>;
  /** The store of all that no other is named for: `docker-credential-<name>`. */
  credsStore: string;
  /** Stores by server. An empty one means this file. */
  credHelpers: Record<string, string>;
}

/** `config.json` of DOCKER_CONFIG, else of `~/.docker`. */
export function dockerConfigPath(env: NodeJS.ProcessEnv): string {
  return join(env.DOCKER_CONFIG || join(env.HOME || homedir(), '.docker'), 'config.json');
}

/** A file that is not there is empty. @throws AppError `docker_config_invalid` */
export async function readDockerConfig(path: string): Promise<DockerConfig> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return parseDockerConfig('{}');
    throw invalid(
      path,
      `it cannot be read (${(error as NodeJS.ErrnoException).code})`,
      'Make it readable for you.',
    );
  }
  try {
    return parseDockerConfig(text);
  } catch (error) {
    // Not the parser's own words: they quote the file, which may have passwords in it.
    const cause = error instanceof InvalidAuth ? error.message : 'it is no JSON object';
    throw invalid(path, cause, 'Correct it by hand, or log in again with docker login.');
  }
}

/** @throws Error where it is none: a message of it may quote the text */
export function parseDockerConfig(text: string): DockerConfig {
  const config = asRecord(text.trim() === '' ? {} : JSON.parse(text));
  if (!config) throw new Error('no object');
  const auths = Object.entries(asRecord(config.auths) ?? {}).map(([server, entry]) => [
    server,
    authOf(server, asRecord(entry) ?? {}),
  ]);
  const helpers = Object.entries(asRecord(config.credHelpers) ?? {}).map(([server, name]) => [
    server,
    asText(name),
  ]);
  return {
    auths: Object.fromEntries(auths),
    credsStore: asText(config.credsStore),
    credHelpers: Object.fromEntries(helpers),
  };
}

class InvalidAuth extends Error {}

function authOf(server: string, entry: Record<string, unknown>): RegistryAuth {
  const auth = asText(entry.auth);
  const pair = auth === '' ? entry : decodePair(server, auth);
  const all = {
    username: asText(pair.username),
    password: asText(pair.password),
    identitytoken: asText(entry.identitytoken),
    registrytoken: asText(entry.registrytoken),
    serveraddress: server,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

function decodePair(server: string, auth: string): { username: string; password: string } {
  const decoded = /^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(auth)
    ? Buffer.from(auth, 'base64').toString('utf8')
    : '';
  const colon = decoded.indexOf(':');
  if (colon < 1) throw new InvalidAuth(`what it has for '${server}' is no login`);
  return { username: decoded.slice(0, colon), password: decoded.slice(colon + 1).replace(/^\0+|\0+$/g, '') };
}

function invalid(path: string, cause: string, hint: string): AppError {
  return new AppError('docker_config_invalid', `Read '${path}': ${cause}.`, hint);
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
