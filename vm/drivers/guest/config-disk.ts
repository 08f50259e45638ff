import { rename, rm, writeFile } from 'node:fs/promises';
import { toDiskError } from '../../disk-error.ts';
import type { EngineRegistries, ProxyVariables, Resolver, VmSpec } from '../driver.ts';
import { ROSETTA_TAG } from './boot-image.ts';
import { NO_RESOLVER, nameservers, proxyFile, resolvConf } from './guest-files.ts';
import { packFiles } from './pack-files.ts';
import { NO_REGISTRIES, registryFiles } from './registry-files.ts';
import type { Certificates } from './tls.ts';

/** A block device has whole sectors, and the guest's cache reads whole pages. */
const ALIGNMENT = 4096;

export interface ConfigDiskContent {
  hostname: string;
  ca: string;
  serverCert: string;
  serverKey: string;
  registries: EngineRegistries;
  swapBytes: number;
  resolver: Resolver;
  proxy: ProxyVariables;
  /** Folders of the host: the tag of their device, and their paths. Absent where there is no such device. */
  shares?: { tag: string; folders: readonly string[] } | undefined;
  /** Where each folder is a device of its own: its tag, and the folder. All are shown as parts of one. */
  shareDevices?: readonly { tag: string; folder: string }[] | undefined;
  /** A device with Rosetta is there. */
  rosetta?: boolean | undefined;
  /** Milliseconds since the epoch. */
  now: number;
}

/** What a machine of this spec is told when it boots now. */
export function configOf(
  spec: VmSpec,
  { ca, serverCert, serverKey }: Certificates,
  shares?: ConfigDiskContent['shares'],
): ConfigDiskContent {
  return {
    ...{ hostname: spec.hostname, swapBytes: spec.swapBytes, ca, serverCert, serverKey, shares },
    registries: spec.registries ?? NO_REGISTRIES,
    resolver: spec.resolver ?? NO_RESOLVER,
    proxy: spec.proxy ?? {},
    now: Date.now(),
  };
}

/**
 * Writes what the next boot needs to know: a plain tar that is the whole disk. It holds a private key and maybe passwords, so
 * 0600.
 * @throws AppError home_disk_full, home_not_writable
 */
export async function writeConfigDisk(path: string, content: ConfigDiskContent): Promise<void> {
  const fresh = `${path}.new`;
  try {
    await writeFile(fresh, await packConfigDisk(content), { mode: 0o600 });
    await rename(fresh, path);
  } catch (error) {
    await rm(fresh, { force: true });
    throw toDiskError(error, path);
  }
}

/** The bytes of the disk. */
export async function packConfigDisk(content: ConfigDiskContent): Promise<Buffer> {
  const files: Record<string, string> = {
    'tls/ca.pem': content.ca,
    'tls/server-cert.pem': content.serverCert,
    'tls/server-key.pem': content.serverKey,
    ...registryFiles(content.registries),
    hostname: `${content.hostname}\n`,
    swap: `${content.swapBytes}\n`,
    'resolv.conf': resolvConf(content.resolver),
    nameservers: nameservers(content.resolver),
    proxy: proxyFile(content.proxy),
    time: `${Math.floor(content.now / 1000)}\n`,
    ...(content.shareDevices && {
      'share-devices': lines(content.shareDevices.map(({ tag, folder }) => `${tag} ${folder}`)),
    }),
    ...(content.rosetta && { rosetta: `${ROSETTA_TAG}\n` }),
    ...(content.shares && { shares: lines([content.shares.tag, ...content.shares.folders]) }),
  };
  const bytes = await packFiles(files, content.now);
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
