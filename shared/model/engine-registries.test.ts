import { describe, expect, it } from 'vitest';
import {
  isCertificateText,
  parseInsecureRegistry,
  parseMirror,
  parseRegistryHost,
} from './engine-registries.ts';

describe('registries as dockerd takes them', () => {
  it.each([
    ['https://Mirror.example', 'https://mirror.example/'],
    ['mirror.example:5000', 'https://mirror.example:5000/'],
    ['http://10.0.0.1:5000/', 'http://10.0.0.1:5000/'],
    ['http://[fe80::1]:5000', 'http://[fe80::1]:5000/'],
    // Each of these keeps dockerd from starting.
    ['ftp://mirror.example', undefined],
    ['https://mirror.example/path', undefined],
    ['https://user:secret@mirror.example', undefined],
    ['https://mirror.example/?a', undefined],
    ['https://mirror.example/#', undefined],
    ['https://-mirror.example', undefined],
    ['a mirror', undefined],
    ['', undefined],
  ])('mirror %j is %j', (text, mirror) => {
    expect(parseMirror(text)).toBe(mirror);
  });

  it.each([
    ['Registry.example:5000', 'registry.example:5000'],
    ['http://registry.example/', 'registry.example'],
    ['localhost', 'localhost'],
    ['[::1]:5000', '[::1]:5000'],
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['fd00::/8', 'fd00::/8'],
    ['10.0.0.0/33', undefined],
    ['10.0.0.256/8', undefined],
    ['registry.example:0', undefined],
    ['registry.example:99999', undefined],
    ['registry.example/path', undefined],
    ['../../etc', undefined],
    ['a_b.example', undefined],
    ['x\0y', undefined],
    ['', undefined],
  ])('registry %j is %j', (text, registry) => {
    expect(parseInsecureRegistry(text)).toBe(registry);
  });

  it('names no path for a certificate', () => {
    for (const host of ['..', '../x', 'a/b', 'a\0b', ' ']) expect(parseRegistryHost(host)).toBeUndefined();
  });

  it('takes no private key for a certificate, and nothing without an end', () => {
    const pem = '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n';
    expect(isCertificateText(pem)).toBe(true);
    expect(isCertificateText(`${pem}-----BEGIN EC PRIVATE KEY-----`)).toBe(false);
    expect(isCertificateText(pem.repeat(10_000))).toBe(false);
    expect(isCertificateText('hello')).toBe(false);
  });
});
