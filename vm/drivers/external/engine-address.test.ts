import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseEngineAddress, readEngineEndpoint } from './engine-address.ts';

describe('parseEngineAddress', () => {
  it.each([
    ['unix:///var/run/docker.sock', { kind: 'unix', path: '/var/run/docker.sock' }],
    ['tcp://build.example:2377', { kind: 'tcp', host: 'build.example', port: 2377 }],
    ['tcp://build.example', { kind: 'tcp', host: 'build.example', port: 2376 }],
    ['tcp://10.0.0.7:80', { kind: 'tcp', host: '10.0.0.7', port: 80 }],
    ['tcp://[::1]:2376/', { kind: 'tcp', host: '::1', port: 2376 }],
  ])('reads %s', (text, address) => {
    expect(parseEngineAddress(text)).toEqual(address);
  });

  it.each([
    '',
    '/var/run/docker.sock',
    'unix://relative',
    'http://h',
    'tcp://',
    'tcp://h:99999',
    'tcp://u@h:1',
    'tcp://h/p',
  ])('refuses %j with a hint', (text) => {
    expect(() => parseEngineAddress(text)).toThrow(
      expect.objectContaining({ code: 'bad_input', hint: expect.stringContaining('unix://') }),
    );
  });
});

describe('readEngineEndpoint', () => {
  const address = { kind: 'tcp', host: 'h', port: 1 } as const;

  it('reads the certificates that Docker keeps', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'pier-engine-'));
    for (const name of ['ca', 'cert', 'key']) writeFileSync(join(dir, `${name}.pem`), name);
    expect(await readEngineEndpoint(address, dir)).toEqual({
      ...address,
      kind: 'tls',
      ca: 'ca',
      cert: 'cert',
      key: 'key',
    });
    rmSync(join(dir, 'key.pem'));
    await expect(readEngineEndpoint(address, dir)).rejects.toMatchObject({ code: 'bad_input' });
    rmSync(dir, { recursive: true });
  });

  it('refuses TCP without TLS', async () => {
    await expect(readEngineEndpoint(address, undefined)).rejects.toMatchObject({ code: 'bad_input' });
  });
});
