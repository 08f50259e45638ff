import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { type ConfigDiskContent, packConfigDisk, writeConfigDisk } from './config-disk.ts';

const content: ConfigDiskContent = {
  hostname: 'pier',
  ca: 'CA\n',
  serverCert: 'CERT\n',
  serverKey: 'KEY\n',
  registries: {
    mirrors: ['https://mirror.example/'],
    insecure: ['10.0.0.0/8'],
    certificates: { 'registry.example:5000': 'PEM\n' },
  },
  swapBytes: 1024 ** 3,
  resolver: { search: ['corp.example', 'example'], options: ['ndots:2'], furtherServers: ['192.0.2.9'] },
  proxy: { HTTP_PROXY: 'http://u:p=w@host.docker.internal:3128', NO_PROXY: 'localhost' },
  now: 1_700_000_000_900,
};

describe('packConfigDisk', () => {
  it('is a plain tar of whole pages with what a boot needs', async () => {
    const bytes = await packConfigDisk(content);
    expect(bytes.length % 4096).toBe(0);
    const files: Record<string, string> = {};
    const tar = extract();
    Readable.from([bytes]).pipe(tar);
    for await (const entry of tar) {
      let text = '';
      for await (const chunk of entry) text += chunk;
      if (entry.header.type === 'file') files[entry.header.name] = text;
    }
    expect(files).toEqual({
      'tls/ca.pem': 'CA\n',
      'tls/server-cert.pem': 'CERT\n',
      'tls/server-key.pem': 'KEY\n',
      'daemon.json':
        '{"registry-mirrors":["https://mirror.example/"],"insecure-registries":["10.0.0.0/8"]}\n',
      'certs.d/registry.example:5000/ca.crt': 'PEM\n',
      registries: `${JSON.stringify(content.registries)}\n`,
      hostname: 'pier\n',
      swap: '1073741824\n',
      'resolv.conf': 'nameserver 10.0.2.3\nsearch corp.example example\noptions ndots:2\n',
      nameservers: 'nameserver 10.0.2.3\nnameserver 192.0.2.9\n',
      proxy: 'HTTP_PROXY=http://u:p=w@host.docker.internal:3128\nNO_PROXY=localhost\n',
      time: '1700000000\n',
    });
  });
});

describe('writeConfigDisk', () => {
  it('replaces the disk whole, for its owner only', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pier-config-'));
    const path = join(dir, 'config.tar');
    await writeConfigDisk(path, content);
    await writeConfigDisk(path, { ...content, hostname: 'other' });
    expect(readFileSync(path).includes('other\n')).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir)).toEqual(['config.tar']);
    await expect(writeConfigDisk(join(dir, 'none', 'config.tar'), content)).rejects.toThrow();
    rmSync(dir, { recursive: true });
  });
});
