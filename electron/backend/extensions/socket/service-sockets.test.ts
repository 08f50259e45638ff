import { Duplex } from 'node:stream';
import { expect, it } from 'vitest';
import { AppError } from '../../../../shared/errors.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { ServiceSockets } from './service-sockets.ts';

const PLACE = { container: 'p-socket', path: '/run/guest-services/s.sock', title: 'Shop' };

/** A forwarder at the other end of an exec: connected it says so by a byte, else it ends. */
function forwarder(listens: boolean): Duplex {
  const connection: Duplex = new Duplex({
    read() {},
    write(_chunk, _encoding, done) {
      // A frame of standard output.
      connection.push(listens ? Buffer.from([1, 0, 0, 0, 0, 0, 0, 1, 67]) : null);
      done();
    },
  });
  return connection;
}

/** Sockets on an engine that answers each attempt in turn, the last one from then on. */
function sockets(attempts: (boolean | 404)[], beginMs = 60_000) {
  let made = 0;
  const connections: Duplex[] = [];
  const client = {
    json: async () => {
      const attempt = attempts[Math.min(made, attempts.length - 1)];
      made += 1;
      if (attempt === 404) throw new EngineHttpError(404, 'No such container: p-socket');
      return { Id: `${made - 1}` };
    },
    hijack: async ({ path }: { path: string }) => {
      const attempt = Number(/exec\/(\d+)/.exec(path)?.[1]);
      const connection = forwarder(attempts[Math.min(attempt, attempts.length - 1)] === true);
      connections.push(connection);
      return connection;
    },
  } as unknown as EngineClient;
  const engine = { require: () => client, explain: (error: unknown) => error as AppError };
  return { sockets: new ServiceSockets({ engine, beginMs }), attempts: () => made, connections };
}

const never = () => new AbortController().signal;

it('waits for a backend that begins to listen, and for its container', async () => {
  const { sockets: all, attempts } = sockets([404, false, true]);
  const stream = await all.connect(PLACE, never());
  expect(stream.destroyed).toBe(false);
  // The fourth stands by for the next connection.
  expect(attempts()).toBe(4);
  stream.destroy();
  all.dispose();
});

it.each([
  ['a socket that nobody listens at', [false], 'it does not listen to its socket'],
  ['a container that is not there', [404], 'its containers do not run'],
] as const)('tells of %s when it has had its time', async (_, attempts, cause) => {
  const { sockets: all } = sockets([...attempts], 0);
  await expect(all.connect(PLACE, never())).rejects.toMatchObject({
    code: 'extension_backend_down',
    message: `Cannot reach the backend of 'Shop': ${cause}.`,
  });
});

it('lets go at once of whoever turns away', async () => {
  const { sockets: all } = sockets([false]);
  const end = new AbortController();
  const reason = new AppError('cancelled', 'gone', '');
  const connecting = all.connect(PLACE, end.signal);
  setTimeout(() => end.abort(reason));
  await expect(connecting).rejects.toMatchObject({ message: expect.stringMatching(/gone|abort/) });
});

it('leaves no connection that opens while its caller turns away', async () => {
  const { sockets: all, connections } = sockets([true]);
  const end = new AbortController();
  const connecting = all.connect(PLACE, end.signal);
  // It is on its way to the engine.
  end.abort();
  await expect(connecting).rejects.toThrow('abort');
  expect(connections.map(({ destroyed }) => destroyed)).toEqual([true]);
});

it('a connection that the service closes is closed, so that no request is sent into it', async () => {
  const { sockets: all, connections } = sockets([true]);
  const stream = await all.connect(PLACE, never());
  const closed = new Promise((resolve) => stream.once('close', resolve));
  stream.resume();
  connections[0]?.push(null);
  await closed;
  all.dispose();
});
