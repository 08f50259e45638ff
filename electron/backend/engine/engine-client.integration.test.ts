import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { EngineClient } from './engine-client.ts';

/** What a library would do for us, against a real engine over both kinds of connection. */
describe('EngineClient', () => {
  let dockerd: TestDockerd;
  const clients: EngineClient[] = [];

  beforeAll(async () => {
    dockerd = await startDockerd({ tls: true });
    await importBusybox(dockerd.docker);
    await dockerd.docker.run(['run', '-d', '--name', 'up', 'busybox', 'sleep', '600']);
    if (dockerd.tls) clients.push(new EngineClient(dockerd.endpoint), new EngineClient(dockerd.tls));
  });

  afterAll(async () => {
    for (const client of clients) client.dispose();
    await dockerd.stop();
  });

  it('takes a connection over, both ways, and half-closes it', async () => {
    for (const client of clients) {
      const { Id } = await client.json<{ Id: string }>({
        method: 'POST',
        path: '/containers/up/exec',
        body: { AttachStdin: true, AttachStdout: true, Cmd: ['sh', '-c', 'cat; echo end'], Tty: false },
      });
      const socket = await client.hijack({
        method: 'POST',
        path: `/exec/${Id}/start`,
        body: { Detach: false, Tty: false },
      });
      socket.end('typed\n');
      // Framed: a header of eight bytes before each write.
      expect((await text(socket)).replaceAll(/[^\x20-\x7e\n]/g, '')).toMatch(/typed\n.*end\n/s);
    }
  });

  it('tells why a connection was not handed over', async () => {
    for (const client of clients) {
      await expect(
        client.hijack({ method: 'POST', path: '/exec/none/start', body: { Detach: false, Tty: false } }),
      ).rejects.toMatchObject({ status: 404 });
    }
  });

  it('sends a stream, and tells the engine’s own words where it is refused on the way', async () => {
    for (const client of clients) {
      const tar = await client.open({ path: '/containers/up/archive', query: { path: '/bin/sh' } });
      await client.json({
        method: 'PUT',
        path: '/containers/up/archive',
        query: { path: '/tmp' },
        headers: { 'content-type': 'application/x-tar' },
        stream: tar,
      });
      const endless = Readable.from(
        (async function* () {
          while (true) yield Buffer.alloc(65_536, 1);
        })(),
      );
      await expect(
        client.json({
          method: 'PUT',
          path: '/containers/none/archive',
          query: { path: '/' },
          stream: endless,
        }),
      ).rejects.toMatchObject({ status: 404 });
      expect(endless.destroyed).toBe(true);
    }
  });
});
