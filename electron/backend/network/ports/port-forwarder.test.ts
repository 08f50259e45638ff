import { createSocket } from 'node:dgram';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { GuestListener, GuestPorts, PortForward } from '../../../../vm/drivers/driver.ts';
import { silentLogger } from '../../log/logger.ts';
import { PortForwarder } from './port-forwarder.ts';
import { type PublishedPort, portKey } from './published-port.ts';
import type { HostContainer } from './published-ports.ts';
import { freePort } from './try-bind.ts';

const hasIpv6 = Object.values(networkInterfaces()).some((all) =>
  all?.some(({ address }) => address === '::1'),
);

/** A machine whose forwards are real listeners: each tells where it leads, and datagrams are echoed. */
class TestPorts implements GuestPorts {
  readonly guestAddress = '10.0.2.15';
  readonly calls: string[] = [];
  guest: GuestListener[] = [];
  /** As a process that is frozen. */
  isSilent = false;
  readonly #open = new Map<string, { forward: PortForward; close: () => void }>();

  async list(): Promise<PortForward[]> {
    return [...this.#open.values()].map(({ forward }) => forward);
  }

  async add(forward: PortForward): Promise<boolean> {
    this.calls.push(`add ${portKey(forward)}`);
    if (this.isSilent) throw new Error('QEMU does not answer.');
    const close = await (forward.protocol === 'tcp' ? serve(forward) : echo(forward));
    if (close) this.#open.set(portKey(forward), { forward, close });
    return close !== undefined;
  }

  async remove(forward: PortForward): Promise<void> {
    this.calls.push(`remove ${portKey(forward)}`);
    this.#open.get(portKey(forward))?.close();
    this.#open.delete(portKey(forward));
  }

  async listeners(): Promise<GuestListener[]> {
    return this.guest;
  }

  end(): void {
    for (const { close } of this.#open.values()) close();
    this.#open.clear();
  }
}

/** undefined where the port is taken. */
async function serve({
  hostIp,
  hostPort,
  guestIp,
  guestPort,
}: PortForward): Promise<(() => void) | undefined> {
  const server = createServer((socket) => socket.end(`${guestIp}:${guestPort}`));
  return listen(server, hostPort, hostIp).then(
    () => () => server.close(),
    () => undefined,
  );
}

function echo({ hostIp, hostPort }: PortForward): Promise<() => void> {
  const socket = createSocket('udp4');
  socket.on('message', (data, from) => socket.send(data, from.port, from.address));
  return new Promise((resolve) => socket.bind(hostPort, hostIp, () => resolve(() => socket.close())));
}

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

/** What the other side says; undefined where nobody listens. */
function ask(port: number, host = '127.0.0.1'): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host });
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', () => resolve(undefined));
  });
}

let machine: TestPorts | undefined;
let published: PublishedPort[] | undefined;
let hosts: HostContainer[];
let forwarder: PortForwarder;
const servers: Server[] = [];

function makeForwarder(bindAddress: '127.0.0.1' | '0.0.0.0' = '127.0.0.1'): PortForwarder {
  return new PortForwarder({
    published: 'forwarded',
    machine: () => machine,
    containers: () => published && { ports: published, hosts },
    bindAddress: () => bindAddress,
    log: silentLogger,
    retryMs: 20,
  });
}

function port(hostPort: number, more: Partial<PublishedPort> = {}): PublishedPort {
  return {
    containerId: 'id',
    containerName: 'web',
    protocol: 'tcp',
    containerPort: 80,
    hostIp: undefined,
    hostPort,
    containerIp: '172.17.0.2',
    ...more,
  };
}

const states = () => forwarder.current().forwards.map((f) => `${f.hostIp} ${f.state}`);
const until = (expected: string[]) => expect.poll(states, { timeout: 20_000 }).toEqual(expected);

beforeEach(() => {
  machine = new TestPorts();
  published = [];
  hosts = [];
  forwarder = makeForwarder();
});

afterEach(async () => {
  await forwarder.dispose();
  machine?.end();
  for (const server of servers.splice(0)) server.close();
});

describe('a published port', () => {
  const both = hasIpv6 ? ['127.0.0.1 open', '::1 open'] : ['127.0.0.1 open'];

  it('is open on loopback, IPv4 and IPv6, and closed with its container', async () => {
    const hostPort = await freePort('tcp');
    published = [port(hostPort)];
    forwarder.update();
    await until(both);
    expect(await ask(hostPort)).toBe(`10.0.2.15:${hostPort}`);
    if (hasIpv6) expect(await ask(hostPort, '::1')).toBe(`10.0.2.15:${hostPort}`);
    expect(forwarder.current().forwards[0]).toEqual({
      containerId: 'id',
      hostIp: '127.0.0.1',
      hostPort,
      containerPort: 80,
      protocol: 'tcp',
      state: 'open',
    });
    published = [];
    forwarder.update();
    await until([]);
    expect([await ask(hostPort), await ask(hostPort, '::1')]).toEqual([undefined, undefined]);
  });

  it('stays while the engine does not answer, and goes with the machine', async () => {
    const hostPort = await freePort('tcp');
    published = [port(hostPort)];
    forwarder.update();
    await until(both);
    const before = machine?.calls.length;
    published = undefined;
    forwarder.update();
    published = [port(hostPort)];
    forwarder.update();
    await until(both);
    expect(machine?.calls.length).toBe(before);
    machine?.end();
    machine = undefined;
    forwarder.update();
    await until([]);
    expect(await ask(hostPort, '::1')).toBeUndefined();
    machine = new TestPorts();
    forwarder.update();
    await until(both);
  });

  it('waits for a machine that does not answer for a while', async () => {
    const [first, second] = [await freePort('tcp'), await freePort('tcp')];
    published = [port(first)];
    forwarder.update();
    await until(both);
    if (machine) machine.isSilent = true;
    published = [port(first), port(second)];
    forwarder.update();
    await expect.poll(() => machine?.calls.length, { timeout: 20_000 }).toBeGreaterThan(2);
    expect(states()).toEqual(both);
    if (hasIpv6) expect(await ask(first, '::1')).toBe(`10.0.2.15:${first}`);
    if (machine) machine.isSilent = false;
    await until([...both, ...both]);
  });

  it('of UDP is open on both too', async () => {
    const hostPort = await freePort('udp');
    published = [port(hostPort, { protocol: 'udp' })];
    forwarder.update();
    await until(both);
    expect(await exchange(hostPort, 'udp4', '127.0.0.1')).toBe('hello');
    if (hasIpv6) expect(await exchange(hostPort, 'udp6', '::1')).toBe('hello');
  });

  it.skipIf(!hasIpv6)(
    'on an IPv6 address alone leads to its container through a port of its own',
    async () => {
      const hostPort = await freePort('tcp');
      published = [port(hostPort, { hostIp: '::1' })];
      forwarder.update();
      await until(['::1 open']);
      expect(await ask(hostPort, '::1')).toBe('172.17.0.2:80');
      expect(await ask(hostPort)).toBeUndefined();
      published = [];
      forwarder.update();
      await until([]);
      expect(await machine?.list()).toEqual([]);
    },
  );
});

describe('a port that is taken', () => {
  it('says by whom, and is opened when it is free', async () => {
    const blocker = createServer();
    servers.push(blocker);
    const hostPort = await listen(blocker, 0, '127.0.0.1');
    published = [port(hostPort)];
    forwarder.update();
    await until(['127.0.0.1 failed']);
    const { error } = forwarder.current().forwards[0] ?? {};
    expect(error?.code).toBe('port_taken');
    expect(error?.message).toMatch(
      new RegExp(
        `^Cannot open port '127.0.0.1:${hostPort}/tcp' for container 'web': '.+' \\(process ${process.pid}\\) uses it\\.$`,
      ),
    );
    blocker.close();
    await expect.poll(states, { timeout: 20_000 }).toContain('127.0.0.1 open');
  });

  it('of UDP is not shared with whoever has it', async () => {
    const blocker = createSocket({ type: 'udp4', reuseAddr: true });
    await new Promise<void>((resolve) => blocker.bind(0, '127.0.0.1', resolve));
    published = [port(blocker.address().port, { protocol: 'udp' })];
    forwarder.update();
    await until(['127.0.0.1 failed']);
    expect(forwarder.current().forwards[0]?.error?.message).toContain(`process ${process.pid}`);
    blocker.close();
    await expect.poll(states, { timeout: 20_000 }).toContain('127.0.0.1 open');
  });

  it('on an address that this computer does not have says so', async () => {
    published = [port(await freePort('tcp'), { hostIp: '192.0.2.1' })];
    forwarder.update();
    await until(['192.0.2.1 failed']);
    expect(forwarder.current().forwards[0]?.error?.message).toContain(
      "does not have the address '192.0.2.1'",
    );
  });
});

describe('a machine that an earlier backend left', () => {
  it('keeps the forwards that are wanted, and loses the others', async () => {
    const [kept, stale] = [await freePort('tcp'), await freePort('tcp')];
    const forward = (hostPort: number) =>
      ({
        protocol: 'tcp',
        hostIp: '127.0.0.1',
        hostPort,
        guestIp: '10.0.2.15',
        guestPort: hostPort,
      }) as const;
    await machine?.add(forward(kept));
    await machine?.add(forward(stale));
    if (machine) machine.calls.length = 0;
    published = undefined;
    forwarder.update();
    expect(await ask(stale)).toBeDefined();
    published = [port(kept)];
    forwarder.update();
    await expect.poll(states).toContain('127.0.0.1 open');
    expect(machine?.calls).toEqual([`remove tcp 127.0.0.1 ${stale}`]);
    expect(await ask(stale)).toBeUndefined();
  });
});

describe('a service of a container in the guest’s network', () => {
  it('is open while it listens, where no container publishes the port', async () => {
    const [open, own] = [await freePort('tcp'), await freePort('tcp')];
    hosts = [{ id: 'host', name: 'host', startedAt: '2' }];
    published = [port(own)];
    const listening = (hostPort: number, ip = '0.0.0.0') => ({
      protocol: 'tcp' as const,
      ip,
      port: hostPort,
    });
    if (machine) machine.guest = [listening(open), listening(own), listening(7, '172.17.0.1')];
    forwarder.update();
    const owners = () =>
      forwarder.current().forwards.map((f) => `${f.containerId} ${f.hostPort} ${f.hostIp}`);
    await expect.poll(owners, { timeout: 20_000 }).toContain(`host ${open} 127.0.0.1`);
    expect(owners()).toContain(`id ${own} 127.0.0.1`);
    hosts = [];
    forwarder.update();
    await expect.poll(owners, { timeout: 20_000 }).not.toContain(`host ${open} 127.0.0.1`);
    expect(await ask(open)).toBeUndefined();
  });
});

describe('five hundred ports', () => {
  it('come and go together', async () => {
    forwarder = makeForwarder('127.0.0.1');
    const first = 20_000 + Math.floor(Math.random() * 10_000);
    // An address of their own, so that nobody else can have any of them.
    published = Array.from({ length: 500 }, (_, i) => port(first + i, { hostIp: '127.9.8.7' }));
    forwarder.update();
    await expect.poll(() => states().length, { timeout: 30_000 }).toBe(500);
    expect(new Set(states())).toEqual(new Set(['127.9.8.7 open']));
    published = [];
    forwarder.update();
    await until([]);
    expect(await machine?.list()).toEqual([]);
  });
});

function exchange(to: number, type: 'udp4' | 'udp6', host: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = createSocket(type);
    socket.on('message', (data) => {
      socket.close();
      resolve(data.toString());
    });
    socket.send('hello', to, host);
  });
}
