import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Certificates, ensureCertificates, readCertificates } from './tls.ts';

const DAY_MS = 86_400_000;
let parent: string;
let dir: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'pier-tls-'));
  dir = join(parent, 'vm', 'tls');
});
afterEach(() => rmSync(parent, { recursive: true, force: true }));

/** What a client hears from a server that wants a certificate of the same authority. */
async function handshake(
  certificates: Certificates,
  client: { cert?: string; key?: string },
): Promise<string> {
  const { ca, serverCert, serverKey } = certificates;
  const server = createServer(
    { ca, cert: serverCert, key: serverKey, requestCert: true, rejectUnauthorized: true },
    (socket: TLSSocket) => socket.end('hello'),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    return await new Promise((resolve) => {
      let heard = '';
      const socket = connect({ host: '127.0.0.1', port, ca, ...client });
      socket.on('data', (chunk: Buffer) => {
        heard += chunk.toString();
      });
      socket.on('error', (error) => resolve(`error: ${error.message}`));
      socket.on('close', () => resolve(heard));
    });
  } finally {
    server.close();
  }
}

describe('ensureCertificates', () => {
  it('makes a set that works for mutual TLS with 127.0.0.1, for its owner only', async () => {
    const made = await ensureCertificates(dir);
    expect(await handshake(made, { cert: made.clientCert, key: made.clientKey })).toBe('hello');
    expect(await handshake(made, {})).not.toBe('hello');
    expect(statSync(dir).mode & 0o777).toBe(0o700);
    for (const name of readdirSync(dir)) expect(statSync(join(dir, name)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dir).sort()).toEqual([
      'ca.pem',
      'cert.pem',
      'key.pem',
      'server-cert.pem',
      'server-key.pem',
    ]);
    expect(new X509Certificate(made.serverCert).checkIP('127.0.0.1')).toBe('127.0.0.1');
    expect(new X509Certificate(made.serverCert).checkHost('localhost')).toBe('localhost');
  });

  it('lets no client of another installation in', async () => {
    const made = await ensureCertificates(dir);
    const other = await ensureCertificates(join(parent, 'other'));
    expect(await handshake(made, { cert: other.clientCert, key: other.clientKey })).not.toBe('hello');
  });

  it('keeps a good set', async () => {
    const made = await ensureCertificates(dir);
    expect(await ensureCertificates(dir)).toEqual(made);
    expect(await readCertificates(dir)).toEqual(made);
  });

  it('renews in good time', async () => {
    const made = await ensureCertificates(dir);
    const end = Date.parse(new X509Certificate(made.clientCert).validTo);
    expect(await ensureCertificates(dir, new Date(end - 61 * DAY_MS))).toEqual(made);
    const renewed = await ensureCertificates(dir, new Date(end - 59 * DAY_MS));
    expect(renewed.ca).not.toBe(made.ca);
    expect(Date.parse(new X509Certificate(renewed.clientCert).validTo)).toBeGreaterThan(end + 365 * DAY_MS);
  });

  it('makes a new set where the clock was ahead when it was made', async () => {
    const ahead = new Date(Date.now() + 400 * DAY_MS);
    const before = await ensureCertificates(dir, ahead);
    const after = await ensureCertificates(dir);
    expect(after.ca).not.toBe(before.ca);
    expect(await handshake(after, { cert: after.clientCert, key: after.clientKey })).toBe('hello');
  });

  it.each([
    ['missing', (file: string) => rmSync(file)],
    ['truncated', (file: string) => writeFileSync(file, readFileSync(file, 'utf8').slice(0, 100))],
    ['empty', (file: string) => writeFileSync(file, '')],
  ])('makes a whole new set where a file is %s', async (_how, damage) => {
    for (const name of ['ca.pem', 'cert.pem', 'server-key.pem']) {
      const before = await ensureCertificates(dir);
      damage(join(dir, name));
      const after = await ensureCertificates(dir);
      expect(after.ca).not.toBe(before.ca);
      expect(await handshake(after, { cert: after.clientCert, key: after.clientKey })).toBe('hello');
    }
  });

  it('makes a whole new set where a key belongs to another certificate', async () => {
    const before = await ensureCertificates(dir);
    writeFileSync(join(dir, 'key.pem'), before.serverKey);
    expect((await ensureCertificates(dir)).ca).not.toBe(before.ca);
    expect(readdirSync(join(parent, 'vm'))).toEqual(['tls']);
  });
});
