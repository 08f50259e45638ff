import { lookup } from 'node:dns/promises';
import { readdir, readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import type { EngineRegistries } from '../../../../vm/drivers/driver.ts';
import type { HostProxies } from '../../network/host-proxies.ts';

/** What a system trusts besides, where it keeps that in one file. */
const SYSTEM_FILES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/cert.pem',
];

/** How registries are reached from here: as the engine is told. */
export interface RegistryAccess extends Pick<EngineRegistries, 'insecure' | 'certificates'> {
  proxies: HostProxies;
  /** Of Docker's `certs.d`, the person's own first. */
  certsFolders: readonly string[];
}

/**
 * The certificates that a registry's may be signed by: everybody's, this system's, those that are set here, and those
 * that Docker keeps for it.
 * @see https://docs.docker.com/engine/security/certificates/
 */
export async function trustedCertificates(
  host: string,
  { certificates, certsFolders }: Pick<RegistryAccess, 'certificates' | 'certsFolders'>,
): Promise<string[]> {
  const own = Object.hasOwn(certificates, host) ? [certificates[host] ?? ''] : [];
  for (const folder of certsFolders.map((each) => join(each, host))) {
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

/**
 * Whether a registry is used with any certificate, and without TLS: this computer's own, and those that are set so, by
 * name or by the network of their addresses, as the engine decides it.
 */
export async function isInsecure(host: string, insecure: readonly string[]): Promise<boolean> {
  if (isOwnComputer(host) || insecure.includes(host.toLowerCase())) return true;
  const networks = insecure.filter((each) => each.includes('/'));
  if (networks.length === 0) return false;
  const name = new URL(`http://${host}`).hostname.replace(/^\[|\]$/g, '');
  const addresses = isIP(name) > 0 ? [name] : await addressesOf(name);
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), isIP(address) === 6 ? 'ipv6' : 'ipv4');
  }
  return addresses.some((address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4'));
}

async function addressesOf(name: string): Promise<string[]> {
  return lookup(name, { all: true }).then(
    (found) => found.map(({ address }) => address),
    () => [],
  );
}
