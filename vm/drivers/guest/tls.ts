import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { toDiskError } from '../../disk-error.ts';
import type { EngineEndpoint } from '../driver.ts';
import { makeCertificates } from './make-certificates.ts';

const DAY_MS = 86_400_000;
const RENEW_BEFORE_MS = 60 * DAY_MS;

/** PEM texts of one installation. The authority's key is thrown away after it signed the two others. */
export interface Certificates {
  ca: string;
  serverCert: string;
  serverKey: string;
  clientCert: string;
  clientKey: string;
}

/** The client's files bear the names that DOCKER_CERT_PATH wants. */
const FILES: Readonly<Record<keyof Certificates, string>> = {
  ca: 'ca.pem',
  serverCert: 'server-cert.pem',
  serverKey: 'server-key.pem',
  clientCert: 'cert.pem',
  clientKey: 'key.pem',
};

/**
 * The certificates in `dir`. All of them are made anew where one is missing, damaged, not of this authority, not
 * yet valid, or close to its end. Only called while no machine runs: a running one keeps what it started with.
 * @throws AppError home_disk_full, home_not_writable
 */
export async function ensureCertificates(dir: string, now = new Date()): Promise<Certificates> {
  const found = await readCertificates(dir);
  if (found && areGood(found, now)) return found;
  const made = await makeCertificates(now);
  try {
    await replaceFiles(dir, made);
  } catch (error) {
    throw toDiskError(error, dir);
  }
  return made;
}

/** The certificates as they are; undefined where one cannot be read. */
export async function readCertificates(dir: string): Promise<Certificates | undefined> {
  try {
    const entries = Object.entries(FILES).map(
      async ([name, file]) => [name, await readFile(join(dir, file), 'utf8')] as const,
    );
    return Object.fromEntries(await Promise.all(entries)) as unknown as Certificates;
  } catch {
    return undefined;
  }
}

/** Where an engine is reached that has these certificates, by a port of this computer that leads to it. */
export function engineEndpoint({ ca, clientCert, clientKey }: Certificates, port: number): EngineEndpoint {
  return { kind: 'tls', host: '127.0.0.1', port, ca, cert: clientCert, key: clientKey };
}

function areGood(certificates: Certificates, now: Date): boolean {
  try {
    const ca = new X509Certificate(certificates.ca);
    const leaves = [
      [certificates.serverCert, certificates.serverKey],
      [certificates.clientCert, certificates.clientKey],
    ] as const;
    return [ca, ...leaves.map(([cert, key]) => checkedLeaf(ca, cert, key))].every(
      (certificate) =>
        Date.parse(certificate.validTo) - now.getTime() > RENEW_BEFORE_MS &&
        // Made while the clock was ahead, they would count as not yet valid for as long.
        Date.parse(certificate.validFrom) <= now.getTime(),
    );
  } catch {
    return false;
  }
}

/** @throws Error where the key is not the certificate's, or the certificate not the authority's */
function checkedLeaf(ca: X509Certificate, certPem: string, keyPem: string): X509Certificate {
  const certificate = new X509Certificate(certPem);
  if (!certificate.verify(ca.publicKey)) throw new Error('signed by another authority');
  if (!certificate.checkPrivateKey(createPrivateKey(keyPem)))
    throw new Error('not the key of the certificate');
  return certificate;
}

/** All files at once: a half-written set never has the folder's name. */
async function replaceFiles(dir: string, certificates: Certificates): Promise<void> {
  await mkdir(dirname(dir), { recursive: true, mode: 0o700 });
  // mkdtemp makes it 0700.
  const fresh = await mkdtemp(`${dir}.new-`);
  try {
    for (const [name, file] of Object.entries(FILES)) {
      await writeFile(join(fresh, file), certificates[name as keyof Certificates], { mode: 0o600 });
    }
    await rm(dir, { recursive: true, force: true });
    await rename(fresh, dir);
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
}
