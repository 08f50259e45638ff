import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { AppError } from '../../../shared/errors.ts';
import type { EngineEndpoint } from '../driver.ts';

/** Docker's own default for TLS. */
const TLS_PORT = 2376;

/** An engine's address as people write it, before any certificate was read. */
export type EngineAddress = { kind: 'unix'; path: string } | { kind: 'tcp'; host: string; port: number };

/**
 * Reads `unix:///path` or `tcp://host:port`.
 * @throws AppError bad_input where it is neither
 */
export function parseEngineAddress(text: string): EngineAddress {
  const unix = /^unix:\/\/(.+)$/.exec(text)?.[1];
  if (unix !== undefined) {
    if (isAbsolute(unix)) return { kind: 'unix', path: unix };
    throw badAddress(text, 'the path is not absolute');
  }
  if (!text.startsWith('tcp://')) throw badAddress(text, 'it begins with neither unix:// nor tcp://');
  let url: URL;
  try {
    // The http scheme makes URL split host and port, IPv6 included.
    url = new URL(text.replace(/^tcp:/, 'http:'));
  } catch {
    throw badAddress(text, 'host and port cannot be read');
  }
  if (!url.hostname || url.username || url.search || (url.pathname !== '/' && url.pathname !== '')) {
    throw badAddress(text, 'only a host and a port are allowed');
  }
  const port = /:80\/?$/.test(text) ? 80 : Number(url.port || TLS_PORT);
  return { kind: 'tcp', host: url.hostname.replace(/^\[|\]$/g, ''), port };
}

/**
 * The endpoint of an address. A tcp address needs `tlsDir` with ca.pem, cert.pem and key.pem, as Docker's own
 * DOCKER_CERT_PATH has them: an engine over bare TCP is root for everybody who can reach it.
 * @throws AppError bad_input where a certificate is missing
 */
export async function readEngineEndpoint(
  address: EngineAddress,
  tlsDir: string | undefined,
): Promise<EngineEndpoint> {
  if (address.kind === 'unix') return address;
  const hint = 'Set PIER_ENGINE_TLS to the folder that holds ca.pem, cert.pem and key.pem.';
  const { host, port } = address;
  if (!tlsDir) throw new AppError('bad_input', `Use the engine at '${host}:${port}': TLS is needed.`, hint);
  const read = async (name: string) => {
    try {
      return await readFile(join(tlsDir, name), 'utf8');
    } catch (error) {
      throw new AppError('bad_input', `Read '${join(tlsDir, name)}': ${(error as Error).message}.`, hint, {
        cause: error,
      });
    }
  };
  const [ca, cert, key] = await Promise.all([read('ca.pem'), read('cert.pem'), read('key.pem')]);
  return { kind: 'tls', host, port, ca, cert, key };
}

/** Whether it is on this computer. */
export function isHere(address: EngineAddress): boolean {
  return address.kind === 'unix' || ['localhost', '127.0.0.1', '::1'].includes(address.host);
}

function badAddress(text: string, why: string): AppError {
  return new AppError(
    'bad_input',
    `Read the engine's address '${text}': ${why}.`,
    'Write it as unix:///var/run/docker.sock or tcp://host:2376.',
  );
}
