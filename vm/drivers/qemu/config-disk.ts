import { rename, rm, writeFile } from 'node:fs/promises';
import { pack } from 'tar-stream';
import { toDiskError } from '../../disk-error.ts';
import type { ProxyVariables, Resolver } from '../driver.ts';
import { nameservers, proxyFile, resolvConf } from './guest-files.ts';

/** A block device has whole sectors, and the guest's cache reads whole pages. */
const ALIGNMENT = 4096;

export interface ConfigDiskContent {
  hostname: string;
  ca: string;
  serverCert: string;
  serverKey: string;
  /** dockerd's configuration: https://docs.docker.com/reference/cli/dockerd/#daemon-configuration-file */
  daemon: Record<string, unknown>;
  swapBytes: number;
  resolver: Resolver;
  proxy: ProxyVariables;
  /** Folders of the host: the tag of their device, and their paths. Absent where there is no such device. */
  shares?: { tag: string; folders: readonly string[] } | undefined;
  /** Milliseconds since the epoch. */
  now: number;
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
  const tar = pack();
  const files: Record<string, string> = {
    'tls/ca.pem': content.ca,
    'tls/server-cert.pem': content.serverCert,
    'tls/server-key.pem': content.serverKey,
    'daemon.json': `${JSON.stringify(content.daemon, null, 2)}\n`,
    hostname: `${content.hostname}\n`,
    swap: `${content.swapBytes}\n`,
    'resolv.conf': resolvConf(content.resolver),
    nameservers: nameservers(content.resolver),
    proxy: proxyFile(content.proxy),
    time: `${Math.floor(content.now / 1000)}\n`,
    ...(content.shares && { shares: lines([content.shares.tag, ...content.shares.folders]) }),
  };
  tar.entry({ name: 'tls', type: 'directory', mode: 0o700, mtime: new Date(content.now) });
  for (const [name, text] of Object.entries(files)) {
    tar.entry({ name, mode: 0o600, mtime: new Date(content.now) }, text);
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  const bytes = Buffer.concat(chunks);
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}

function lines(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n`).join('');
}
