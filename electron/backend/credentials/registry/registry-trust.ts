import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';

/** What a system trusts besides, where it keeps that in one file. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/**
 * The certificates that a registry's may be signed by: everybody's, this system's, and those that Docker keeps for it.
 * @param folders of Docker's `certs.d`
 * @see https://docs.docker.com/engine/security/certificates/
 */
export async function trustedCertificates(host: string, folders: readonly string[]): Promise<string[]> {
  const own: string[] = [];
  for (const folder of folders.map((each) => join(each, host))) {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.crt'));
    for (const name of names) own.push(await readFile(join(folder, name), 'utf8').catch(() => ''));
  }
  const system = await Promise.all(SYSTEM_FILES.map((path) => readFile(path, 'utf8').catch(() => '')));
  return [...rootCertificates, ...system, ...own].filter((text) => text.includes('BEGIN CERTIFICATE'));
}

/** Engines trust this computer's own registries with any certificate, and without TLS. */
export function isOwnComputer(host: string): boolean {
  const { hostname } = new URL(`http://${host}`);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
