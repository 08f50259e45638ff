import type { Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { GuestAgent } from './guest-agent.ts';
import { type JsonServer, startJsonServer } from './test-json-server.ts';

let server: JsonServer;
afterEach(() => server.close());

const say = (socket: Socket, value: unknown) => socket.write(`${JSON.stringify(value)}\n`);

type Answers = Record<string, (args: Record<string, unknown>, socket: Socket) => void>;

async function start(answers: Answers): Promise<GuestAgent> {
  server = await startJsonServer({
    onValue: (value, socket) => {
      const args = (value.arguments ?? {}) as Record<string, unknown>;
      if (value.execute === 'guest-sync-delimited') {
        // What is left of a client before: noise, and an answer that nobody waits for.
        socket.write('half a line{"return":"stale"}\n{"return": 12}\n');
        socket.write(Buffer.from([0xff]));
        say(socket, { return: args.id });
      } else answers[String(value.execute)]?.(args, socket);
    },
  });
  return new GuestAgent(server.path);
}

describe('GuestAgent', () => {
  it('synchronises before each call, so stale answers are not taken for new ones', async () => {
    const agent = await start({ 'guest-ping': (_args, socket) => say(socket, { return: {} }) });
    await agent.ping(5000);
    expect(server.received.map((value) => value.execute)).toEqual(['guest-sync-delimited', 'guest-ping']);
  });

  it('runs a program to its end and decodes what it wrote', async () => {
    let polls = 0;
    const agent = await start({
      'guest-exec': (_args, socket) => say(socket, { return: { pid: 7 } }),
      'guest-exec-status': ({ pid }, socket) => {
        polls += 1;
        const ended = { exited: true, exitcode: 3, 'out-data': Buffer.from('öut').toString('base64') };
        say(socket, { return: polls < 3 ? { exited: false } : pid === 7 ? ended : undefined });
      },
    });
    expect(await agent.exec('/bin/sh', ['-c', 'x'])).toEqual({ exitCode: 3, stdout: 'öut', stderr: '' });
    expect(polls).toBe(3);
    const call = server.received.find((value) => value.execute === 'guest-exec');
    expect(call?.arguments).toEqual({ path: '/bin/sh', arg: ['-c', 'x'], 'capture-output': true });
  });

  it('switches processors, going on where the agent stopped, and says where none follows', async () => {
    const done = [1, 1, 0];
    const agent = await start({
      'guest-get-vcpus': (_args, socket) =>
        say(socket, {
          return: [
            { 'logical-id': 0, online: true },
            { 'logical-id': 1, online: false, 'can-offline': true },
          ],
        }),
      'guest-set-vcpus': (_args, socket) => say(socket, { return: done.shift() }),
    });
    expect(await agent.vcpus()).toEqual([
      { id: 0, online: true, canOffline: false },
      { id: 1, online: false, canOffline: true },
    ]);
    const on = (id: number) => ({ id, online: true });
    await agent.setVcpus([on(1), on(2)]);
    const asked = server.received.filter(({ execute }) => execute === 'guest-set-vcpus');
    expect(asked.map((call) => (call.arguments as { vcpus: unknown[] }).vcpus)).toEqual([
      [
        { 'logical-id': 1, online: true },
        { 'logical-id': 2, online: true },
      ],
      [{ 'logical-id': 2, online: true }],
    ]);
    await expect(agent.setVcpus([on(3)])).rejects.toThrow('does not switch');
  });

  it('trims the data disk, and tells where that one could not be', async () => {
    let paths: object[] = [
      { path: '/', error: 'not supported' },
      { path: '/run/pier/data', trimmed: 5 },
    ];
    const agent = await start({ 'guest-fstrim': (_args, socket) => say(socket, { return: { paths } }) });
    await agent.trim();
    paths = [{ path: '/run/pier/data', error: 'read-only' }];
    await expect(agent.trim()).rejects.toThrow('read-only');
    paths = [];
    await expect(agent.trim()).rejects.toThrow('does not trim');
  });

  it('has set the clock also where the guest has no program for that of the machine', async () => {
    let desc = 'child process has failed to set hardware clock to system time';
    const agent = await start({ 'guest-set-time': (_args, socket) => say(socket, { error: { desc } }) });
    await agent.setTime();
    desc = 'Invalid time';
    await expect(agent.setTime()).rejects.toThrow('Invalid time');
  });

  it('reads a file in pieces, and closes it also where that fails', async () => {
    const pieces = ['first ', 'and last'];
    const agent = await start({
      'guest-file-open': (_args, socket) => say(socket, { return: 3 }),
      'guest-file-read': (_args, socket) => {
        const piece = pieces.shift();
        if (piece === undefined) say(socket, { error: { desc: 'no more' } });
        else {
          const text = Buffer.from(piece);
          const last = pieces.length === 0;
          say(socket, { return: { 'buf-b64': text.toString('base64'), count: text.length, eof: last } });
        }
      },
      'guest-file-close': (_args, socket) => say(socket, { return: {} }),
    });
    expect(await agent.readFile('/proc/net/tcp')).toBe('first and last');
    await expect(agent.readFile('/proc/net/tcp')).rejects.toThrow('no more');
    const closed = server.received.filter(({ execute }) => execute === 'guest-file-close');
    expect(closed.map((call) => call.arguments)).toEqual([{ handle: 3 }, { handle: 3 }]);
  });

  it("rejects with the agent's words", async () => {
    const agent = await start({
      'guest-set-time': (_args, socket) =>
        say(socket, { error: { class: 'GenericError', desc: 'no clock' } }),
    });
    await expect(agent.setTime()).rejects.toThrow('no clock');
  });

  it('takes a shutdown for done when the machine is gone', async () => {
    const agent = await start({ 'guest-shutdown': (_args, socket) => socket.destroy() });
    await agent.shutdown(5000);
    expect(server.received.at(-1)).toEqual({ execute: 'guest-shutdown', arguments: { mode: 'powerdown' } });
  });

  it('lets calls wait for each other', async () => {
    let open = 0;
    let most = 0;
    const agent = await start({
      'guest-ping': (_args, socket) => {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => {
          open -= 1;
          say(socket, { return: {} });
        }, 10);
      },
    });
    await Promise.all([agent.ping(), agent.ping(), agent.ping()]);
    expect(most).toBe(1);
  });

  it('fails, and can be asked again, where the agent is silent', async () => {
    let silent = true;
    const agent = await start({
      'guest-ping': (_args, socket) => {
        if (!silent) say(socket, { return: {} });
      },
    });
    await expect(agent.ping(50)).rejects.toThrow(/does not answer/);
    silent = false;
    await agent.ping(5000);
  });
});
