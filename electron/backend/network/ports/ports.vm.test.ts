import { createSocket } from 'node:dgram';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DockerCli } from '../../../../e2e/fixtures/docker-cli.ts';
import { importNetServer, NET_SERVER_IMAGE } from '../../../../e2e/fixtures/net-server-image.ts';
import { GuestAgent } from '../../../../vm/drivers/guest/guest-agent.ts';
import { GuestReach } from '../../../../vm/drivers/guest/guest-reach.ts';
import { Engine } from '../../engine/engine.ts';
import { settingsSchema } from '../../settings/settings.ts';
import { SettingsBook } from '../../settings/settings-book.ts';
import { type Backend, makeBackend, makeHome, removeHome, testLog } from '../../vm/test-vm-home.ts';
import { DockerSocket } from '../docker-socket.ts';
import { forwardPublishedPorts } from './forward-published-ports.ts';
import { freePort } from './try-bind.ts';

const addresses = Object.values(networkInterfaces()).flatMap((all) => all ?? []);
const hasIpv6 = addresses.some(({ address }) => address === '::1');
/** An address of this computer that the guest does not have. */
const ownAddress = addresses.find(({ internal, family }) => !internal && family === 'IPv4')?.address;

/**
 * One machine for the whole file: each test goes on where the last ended. That ports come back after the end of dockerd and
 * of QEMU is in the tests of the machine, which ends both anyway.
 */
describe('ports that containers publish in a machine', () => {
  const files = makeHome();
  const dockerConfig = mkdtempSync(join(tmpdir(), 'pier-vm-docker-'));
  const docker = new DockerCli(files.run.dockerSocket, dockerConfig);
  const agent = new GuestAgent(files.run.guestAgentSocket);
  /** Has a port before its container comes. */
  const blocker = createServer();
  const ports = { any: 0, loopback: 0, six: 0, own: 0, udp: 0, taken: 0 };
  let backend: Backend;
  let parts: Awaited<ReturnType<typeof beginForwarding>>;

  /** As a backend has them. */
  async function beginForwarding({ supervisor }: Backend) {
    const source = supervisor.engine;
    const engine = new Engine({ source, log: testLog });
    const socket = new DockerSocket({ path: files.run.dockerSocket, source, log: testLog });
    await socket.listen();
    const settings = new SettingsBook({
      path: files.settings,
      settings: settingsSchema.parse({}),
      dataDisk: files.vm.dataDisk,
    });
    const forwarding = forwardPublishedPorts({ supervisor, source, engine, settings, log: testLog });
    return {
      forwarder: forwarding.forwarder,
      async end() {
        await socket.close();
        await forwarding.dispose();
        engine.dispose();
      },
    };
  }

  const stateOf = (hostPort: number, hostIp: string) =>
    parts.forwarder.current().forwards.find((f) => f.hostPort === hostPort && f.hostIp === hostIp);
  const untilOpen = (hostPort: number, hostIp = '127.0.0.1') =>
    expect.poll(() => stateOf(hostPort, hostIp)?.state, { timeout: 60_000, interval: 10 }).toBe('open');
  const untilEcho = (hostPort: number, host = '127.0.0.1') =>
    expect.poll(() => echo(hostPort, host), { timeout: 60_000, interval: 200 }).toBe('hello');

  beforeAll(async () => {
    backend = makeBackend(files);
    await backend.supervisor.init();
    parts = await beginForwarding(backend);
    await backend.supervisor.start();
    await importNetServer(docker);
    for (const name of Object.keys(ports) as (keyof typeof ports)[]) {
      ports[name] = await freePort(name === 'udp' ? 'udp' : 'tcp');
    }
  });

  afterAll(async () => {
    blocker.close();
    await parts?.end();
    await backend?.supervisor.stop({ force: true });
    await backend?.supervisor.dispose({ stopMachine: true });
    removeHome(files);
    rmSync(dockerConfig, { recursive: true, force: true });
  });

  it('are open where they were asked for, when the container starts', async () => {
    await listen(blocker, ports.taken);
    const publish = [`${ports.any}:7`, `127.0.0.1:${ports.loopback}:7`, `${ports.udp}:7/udp`];
    publish.push(`${ports.taken}:7`);
    if (hasIpv6) publish.push(`[::1]:${ports.six}:7`);
    if (ownAddress) publish.push(`${ownAddress}:${ports.own}:7`);
    const options = ['-d', '--name', 'web', ...publish.flatMap((port) => ['-p', port])];
    let openedAt = 0;
    const off = parts.forwarder.onChange(() => {
      openedAt ||= Date.now();
    });
    await docker.run(['run', ...options, NET_SERVER_IMAGE, 'tcp:7', 'udp:7']);
    await untilOpen(ports.any);
    off();
    const started = (await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'web'])).stdout.trim();
    process.stderr.write(
      `ports were open ${openedAt - Date.parse(started)} ms after the container's start\n`,
    );
    await untilEcho(ports.any);
    expect(await echo(ports.loopback)).toBe('hello');
    expect(await exchange(ports.udp, 'udp4', '127.0.0.1')).toBe('hello');
    if (hasIpv6) {
      await untilOpen(ports.six, '::1');
      for (const port of [ports.any, ports.six]) expect(await echo(port, '::1')).toBe('hello');
      expect(await exchange(ports.udp, 'udp6', '::1')).toBe('hello');
      expect(await echo(ports.six)).toBe('ECONNREFUSED');
    }
    if (ownAddress) {
      await untilOpen(ports.own, ownAddress);
      expect(await echo(ports.own, ownAddress)).toBe('hello');
      expect(await echo(ports.own)).toBe('ECONNREFUSED');
      expect(await echo(ports.any, ownAddress)).toBe('ECONNREFUSED');
    }
  });

  it('are reached by further addresses of the guest, for a network that knows those of its own alone', async () => {
    const reach = new GuestReach(agent);
    const format = '{{.NetworkSettings.IPAddress}}';
    const container = (await docker.run(['inspect', '-f', format, 'web'])).stdout.trim();
    const guestIp = await reach.addressOf(container);
    expect(await new GuestReach(agent).targetOf(guestIp)).toBe(container);
    const hostPort = await freePort('tcp');
    const forward = { protocol: 'tcp', hostIp: '127.0.0.1', hostPort, guestIp, guestPort: 7 } as const;
    expect(await backend.vm().ports?.add(forward)).toBe(true);
    await untilEcho(hostPort);
    await backend.vm().ports?.remove(forward);
    expect((await agent.exec('/etc/pier/reach', ['1; reboot'])).exitCode).toBe(1);
  });

  it('take a hundred connections at once', async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, () => echo(ports.any)));
    expect(answers.filter((answer) => answer !== 'hello')).toEqual([]);
  });

  it('answer what came while the machine was paused', async () => {
    await backend.vm().pause('person');
    const answer = echo(ports.any);
    await backend.vm().resume();
    expect(await answer).toBe('hello');
  });

  it('that another process has say so, and are open when it lets go', async () => {
    const { error } = stateOf(ports.taken, '127.0.0.1') ?? {};
    expect(error?.code).toBe('port_taken');
    expect(error?.message).toContain(`(process ${process.pid}) uses it`);
    blocker.close();
    await untilOpen(ports.taken);
    expect(await echo(ports.taken)).toBe('hello');
  });

  it('of a container in the guest’s network are open too', async () => {
    const port = await freePort('tcp');
    await docker.run(['run', '-d', '--name', 'host', '--network', 'host', NET_SERVER_IMAGE, `tcp:${port}`]);
    await untilOpen(port);
    expect(await echo(port)).toBe('hello');
    await docker.run(['rm', '-f', 'host']);
    await expect.poll(() => stateOf(port, '127.0.0.1'), { timeout: 60_000 }).toBeUndefined();
  });

  it('have a counterpart: containers reach this computer by its names', async () => {
    const server = createHttpServer((_request, response) => response.end('from the host'));
    const port = await listen(server, 0);
    const fetch = async (name: string) =>
      (await docker.run(['exec', 'web', 'busybox', 'wget', '-q', '-O', '-', `http://${name}:${port}/`]))
        .stdout;
    expect(await fetch('host.docker.internal')).toBe('from the host');
    // On a network of their own, containers ask dockerd first.
    await docker.run(['network', 'create', 'own']);
    await docker.run(['network', 'connect', 'own', 'web']);
    expect(await fetch('gateway.docker.internal')).toBe('from the host');
    await docker.run(['network', 'disconnect', 'own', 'web']);
    server.close();
  });

  it('outlive a backend, and the next one takes them over', async () => {
    await parts.end();
    await backend.supervisor.dispose({ stopMachine: false });
    expect(await echo(ports.any)).toBe('hello');
    if (hasIpv6) expect(await echo(ports.any, '::1')).toBe('ECONNREFUSED');
    backend = makeBackend(files);
    await backend.supervisor.init();
    parts = await beginForwarding(backend);
    await untilOpen(ports.any);
    if (hasIpv6) await untilEcho(ports.any, '::1');
    expect(await echo(ports.loopback)).toBe('hello');
  });

  it('close when the container stops, and open when it starts again', async () => {
    await docker.run(['stop', '-t', '0', 'web']);
    await expect.poll(() => parts.forwarder.current().forwards, { timeout: 60_000 }).toEqual([]);
    const hosts = hasIpv6 ? ['127.0.0.1', '::1'] : ['127.0.0.1'];
    for (const host of hosts) expect(await echo(ports.any, host)).toBe('ECONNREFUSED');
    await docker.run(['start', 'web']);
    await untilOpen(ports.any);
    await untilEcho(ports.any);
  });
});

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve) =>
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port)),
  );
}

/** What comes back after our end was sent, or the system's word for why nothing does. */
function echo(port: number, host = '127.0.0.1'): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host, allowHalfOpen: true });
    socket.setTimeout(30_000, () => socket.destroy(new Error('no answer')));
    socket.end('hello');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}

/** A datagram may be lost: it is sent until one comes back. */
function exchange(to: number, type: 'udp4' | 'udp6', host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    const send = () => socket.send('hello', to, host);
    const again = setInterval(send, 500);
    socket.on('message', (data) => {
      clearInterval(again);
      socket.close();
      resolve(data.toString());
    });
    send();
  });
}
