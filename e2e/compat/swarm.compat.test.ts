import { connect } from 'node:net';
import { afterAll, describe, expect, it } from 'vitest';
import { freePort } from '../../electron/backend/network/ports/try-bind.ts';
import { Installation } from '../fixtures/installation.ts';
import { importNetServer, NET_SERVER_IMAGE } from '../fixtures/net-server-image.ts';

/** Where the machine's network has the guest. */
const GUEST = '10.0.2.15';

describe('a swarm of one in the machine', () => {
  const installation = new Installation();
  const { docker } = installation;
  afterAll(() => installation.end());

  it('has its services reached on this computer, through its mesh, while there is one', async () => {
    await installation.must('start');
    await importNetServer(docker);
    const [port, own] = [await freePort('tcp'), await freePort('tcp')];
    const service = ['service', 'create', '--detach', '--no-resolve-image'];
    await docker.run(['swarm', 'init', '--advertise-addr', GUEST]);
    await docker.run([...service, '-p', `${port}:7`, NET_SERVER_IMAGE, 'tcp:7']);
    await docker.run([...service, '-p', `mode=host,published=${own},target=7`, NET_SERVER_IMAGE, 'tcp:7']);
    const untilEcho = (at: number) =>
      expect.poll(() => echo(at), { timeout: 120_000, interval: 500 }).toBe('hello');
    await untilEcho(port);
    await untilEcho(own);
    await docker.run(['swarm', 'leave', '--force']);
    const untilClosed = (at: number) =>
      expect.poll(() => echo(at), { timeout: 60_000, interval: 500 }).toBe('ECONNREFUSED');
    await untilClosed(port);
    await untilClosed(own);
  });
});

/** What comes back, or the system's word for why nothing does. */
function echo(port: number): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    socket.setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket.end('hello');
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => resolve(text));
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
  });
}
