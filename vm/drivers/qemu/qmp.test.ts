import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { type JsonServer, startJsonServer } from '../guest/test-json-server.ts';
import { QmpClient, QmpError, type QmpEvent } from './qmp.ts';

const say = (socket: Socket, value: unknown) => socket.write(`${JSON.stringify(value)}\r\n`);
const greet = (socket: Socket) => say(socket, { QMP: { version: {}, capabilities: [] } });

let server: JsonServer;
let client: QmpClient | undefined;

afterEach(() => {
  client?.close();
  client = undefined;
  server.close();
});

/** A QEMU that answers by `answers`, and acknowledges everything else. */
async function start(answers: Record<string, (id: unknown, socket: Socket) => void> = {}): Promise<void> {
  server = await startJsonServer({
    onConnect: greet,
    onValue: (value, socket) => {
      const answer = answers[String(value.execute)];
      if (answer) answer(value.id, socket);
      else say(socket, { return: {}, id: value.id });
    },
  });
}

describe('QmpClient', () => {
  it('negotiates first, then matches answers to commands in whatever order they come', async () => {
    let first: unknown;
    await start({
      first: (id) => {
        first = id;
      },
      second: (id, socket) => {
        say(socket, { return: 'two', id });
        say(socket, { return: 'one', id: first });
      },
    });
    client = await QmpClient.open(server.path, 5000);
    expect(server.received[0]).toMatchObject({ execute: 'qmp_capabilities' });
    const both = [client.execute('first'), client.execute('second', { a: 1 })];
    expect(await Promise.all(both)).toEqual(['one', 'two']);
    expect(server.received[2]).toMatchObject({ execute: 'second', arguments: { a: 1 } });
  });

  it("rejects with QEMU's words", async () => {
    await start({
      bad: (id, socket) => say(socket, { error: { class: 'GenericError', desc: 'No such thing' }, id }),
    });
    client = await QmpClient.open(server.path, 5000);
    await expect(client.execute('bad')).rejects.toThrow(new QmpError('No such thing'));
  });

  it('tells events', async () => {
    await start({
      quit: (id, socket) => {
        say(socket, { event: 'SHUTDOWN', data: { guest: true, reason: 'guest-shutdown' }, timestamp: {} });
        say(socket, { return: {}, id });
      },
    });
    client = await QmpClient.open(server.path, 5000);
    const events: QmpEvent[] = [];
    client.onEvent((event) => events.push(event));
    await client.execute('quit');
    expect(events).toEqual([{ name: 'SHUTDOWN', data: { guest: true, reason: 'guest-shutdown' } }]);
  });

  it('fails what waits when the socket closes', async () => {
    await start({ hang: (_id, socket) => socket.destroy() });
    client = await QmpClient.open(server.path, 5000);
    await expect(client.execute('hang')).rejects.toThrow(/closed/);
    await client.closed;
  });

  it('fails a command that is not answered in time', async () => {
    await start({ hang: () => {} });
    client = await QmpClient.open(server.path, 5000);
    await expect(client.execute('hang', {}, 50)).rejects.toThrow(/does not answer 'hang'/);
  });

  it('does not wait for ever for a QEMU that does not greet', async () => {
    server = await startJsonServer({ onValue: () => {} });
    await expect(QmpClient.open(server.path, 50)).rejects.toThrow(/greet/);
  });

  it('fails where nobody listens', async () => {
    await start();
    await expect(QmpClient.open(`${server.path}.none`, 1000)).rejects.toThrow(/ENOENT/);
  });
});
