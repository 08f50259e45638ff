import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createPlain, type RequestListener } from 'node:http';
import { createServer as createTls } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { EngineEndpoint } from '../../../vm/drivers/driver.ts';
import { makeCertificates } from '../../../vm/drivers/guest/make-certificates.ts';
import { createEngineProbe, type EngineProbe } from './engine-probe.ts';

const healthy: RequestListener = (request, response) => {
  if (request.url !== '/_ping') response.writeHead(404);
  response.setHeader('server', 'Docker/26.1.5+dfsg1 (linux)');
  response.end('OK');
};

let dir: string;
let server: (Server & { closeAllConnections?(): void }) | undefined;
let probe: EngineProbe | undefined;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-probe-'));
});
afterEach(() => {
  probe?.close();
  server?.close();
  server?.closeAllConnections?.();
  server = undefined;
  rmSync(dir, { recursive: true, force: true });
});

async function serveUnix(listener: RequestListener): Promise<EngineProbe> {
  const path = join(dir, 'engine.sock');
  server = createPlain(listener);
  await new Promise<void>((resolve) => server?.listen(path, resolve));
  probe = createEngineProbe({ kind: 'unix', path });
  return probe;
}

async function serveTls(client: 'ours' | 'foreign'): Promise<EngineProbe> {
  const ours = await makeCertificates(new Date());
  const foreign = await makeCertificates(new Date());
  server = createTls(
    { ca: ours.ca, cert: ours.serverCert, key: ours.serverKey, requestCert: true, rejectUnauthorized: true },
    healthy,
  );
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const certificates = client === 'ours' ? ours : foreign;
  const endpoint: EngineEndpoint = {
    kind: 'tls',
    host: '127.0.0.1',
    port,
    ca: certificates.ca,
    cert: certificates.clientCert,
    key: certificates.clientKey,
  };
  probe = createEngineProbe(endpoint);
  return probe;
}

describe('createEngineProbe', () => {
  it('hears an engine on a unix socket, and its version', async () => {
    const engine = await serveUnix(healthy);
    expect(await engine.ping(5000)).toEqual({ engineVersion: '26.1.5+dfsg1' });
  });

  it('hears an engine over mutual TLS', async () => {
    const engine = await serveTls('ours');
    expect(await engine.ping(5000)).toEqual({ engineVersion: '26.1.5+dfsg1' });
  });

  it('trusts no engine of another authority', async () => {
    await expect((await serveTls('foreign')).ping(5000)).rejects.toThrow(/certificate|self-signed/i);
  });

  it('has no version of an engine that is not Docker', async () => {
    const engine = await serveUnix((_request, response) =>
      response.setHeader('server', 'Libpod/5').end('OK'),
    );
    expect(await engine.ping(5000)).toEqual({ engineVersion: undefined });
  });

  it.each([
    ['an error', ((_q, r) => r.writeHead(500).end('broken')) as RequestListener, /500: broken/],
    ['no end', ((_q, r) => void r.write('O')) as RequestListener, /no answer within|aborted/],
    ['nothing', (() => {}) as RequestListener, /no answer within 0\.1 s/],
    ['too much', ((_q, r) => r.end('x'.repeat(100_000))) as RequestListener, /too long/],
  ])('takes %s for no answer', async (_what, listener, reason) => {
    const engine = await serveUnix(listener);
    await expect(engine.ping(100)).rejects.toThrow(reason);
  });

  it('fails where nobody listens', async () => {
    probe = createEngineProbe({ kind: 'unix', path: join(dir, 'none.sock') });
    await expect(probe.ping(5000)).rejects.toThrow(/ENOENT/);
  });

  it('tells when the engine drops the connection, and uses one for all pings', async () => {
    let connections = 0;
    const engine = await serveUnix(healthy);
    server?.on('connection', () => {
      connections += 1;
    });
    const dropped = vi.fn();
    engine.onDrop(dropped);
    await engine.ping(5000);
    await engine.ping(5000);
    expect(connections).toBe(1);
    expect(dropped).not.toHaveBeenCalled();
    server?.closeAllConnections?.();
    await vi.waitFor(() => expect(dropped).toHaveBeenCalled(), { timeout: 10_000 });
    expect(await engine.ping(5000)).toMatchObject({ engineVersion: expect.any(String) });
  });
});
