import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { type OpenExecInput, openExec } from '../../../../shared/contract/exec.ts';
import { silentLogger } from '../../log/logger.ts';
import { Engine } from '../engine.ts';
import { ExecSessions } from './exec-sessions.ts';

const POLL = { timeout: 60_000 };

let dockerd: TestDockerd;
let engine: Engine;
let sessions: ExecSessions;
let container: string;
let readers: AbortController[] = [];

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
  sessions = new ExecSessions({ engine });
  container = await docker('run', '-d', '--name', 'shells', 'busybox', 'sleep', '100000');
});

afterEach(async () => {
  for (const reader of readers) reader.abort();
  readers = [];
});

afterAll(async () => {
  await sessions?.dispose();
  engine?.dispose();
  await dockerd?.stop();
});

const docker = async (...args: string[]) => (await dockerd.docker.run(args)).stdout.trim();
const open = (request: Partial<OpenExecInput> = {}) =>
  sessions.open(openExec.parse({ containerId: container, columns: 80, rows: 24, ...request }));
const list = async () => (await sessions.watch(new AbortController().signal).next()).value?.sessions ?? [];
const find = async (id: string) => (await list()).find((session) => session.id === id);

/** Reads a terminal into text that tests poll. */
function read(id: string, from?: number) {
  const abort = new AbortController();
  readers.push(abort);
  const result = { text: '', replayed: '', next: 0, ended: false, close: () => abort.abort() };
  void (async () => {
    for await (const { at, data, replay } of sessions.output(id, from, abort.signal)) {
      const bytes = Buffer.from(data, 'base64');
      const text = bytes.toString();
      result.next = at + bytes.length;
      result.text += text;
      if (replay) result.replayed += text;
    }
    result.ended = true;
  })();
  return result;
}

describe('ExecSessions with a real engine', () => {
  it('opens the best shell there is, at its size, and outlives its readers', async () => {
    const session = await open({ env: [{ name: 'GREETING', value: 'Grüße 🚢' }], workingDir: '/tmp' });
    expect(session).toMatchObject({
      containerId: container,
      containerName: 'shells',
      command: ['/bin/ash'],
      user: '',
    });
    const first = read(session.id);
    await sessions.write(session.id, 'echo "<$GREETING>" $(pwd) $(stty size) $TERM\n');
    await expect.poll(() => first.text, POLL).toContain('<Grüße 🚢> /tmp 24 80 xterm-256color');
    expect(first.replayed).toBe('');
    await sessions.resize(session.id, 132, 43);
    await sessions.write(session.id, 'stty size\n');
    await expect.poll(() => first.text, POLL).toContain('43 132');
    first.close();

    await sessions.write(session.id, 'echo un""seen\n');
    const second = read(session.id);
    await expect.poll(() => second.text, POLL).toContain('\r\nunseen');
    expect(second.replayed).toContain('<Grüße 🚢>');
    expect(await find(session.id)).toMatchObject({ columns: 132, rows: 43 });
    const third = read(session.id, first.next);
    await expect.poll(() => third.text, POLL).toContain('unseen');
    expect(third.text).not.toContain('Grüße');
    await sessions.write(session.id, 'exit 3\n');
    await expect.poll(() => second.ended, POLL).toBe(true);
    expect((await find(session.id))?.end).toMatchObject({ reason: 'exited', exitCode: 3, leftBehind: false });
    await expect(sessions.write(session.id, 'x')).rejects.toMatchObject({ code: 'exec_ended' });
    // What it wrote is there until it is dismissed.
    const late = read(session.id);
    await expect.poll(() => late.ended, POLL).toBe(true);
    expect(late.text).toContain('unseen');
    sessions.dismiss({ id: session.id });
    expect(await find(session.id)).toBeUndefined();
    expect(() => sessions.output(session.id, 0, new AbortController().signal)).toThrow('not known');
  });

  it('runs a command as a user', async () => {
    const session = await open({ command: ['sh', '-c', 'id -un; pwd; exit 7'], user: 'nobody' });
    const output = read(session.id);
    await expect.poll(() => output.ended, POLL).toBe(true);
    expect(output.text).toBe('nobody\r\n/\r\n');
    expect((await find(session.id))?.end?.exitCode).toBe(7);
  });

  it('explains what cannot be opened, and keeps no session of it', async () => {
    const before = (await list()).length;
    await expect(open({ command: ['nosuch'] })).rejects.toMatchObject({
      code: 'bad_input',
      message: expect.stringMatching(
        /^Cannot open a terminal in '.*': OCI.*"nosuch": executable file not found/,
      ),
    });
    for (const command of [undefined, ['sh']]) {
      await expect(open({ command, user: 'nosuch' })).rejects.toMatchObject({
        code: 'bad_input',
        hint: expect.stringContaining('no such user'),
      });
    }
    await expect(open({ workingDir: '/nosuch' })).rejects.toMatchObject({
      code: 'bad_input',
      hint: expect.stringContaining('no such folder'),
    });
    await expect(open({ containerId: 'nosuch' })).rejects.toMatchObject({ code: 'container_not_found' });
    const stopped = await docker('create', 'busybox');
    await expect(open({ containerId: stopped })).rejects.toMatchObject({ code: 'container_not_running' });
    expect(await list()).toHaveLength(before);
    await docker('rm', stopped);
  });

  it('says that an image has no shell, and finds one that is not on the path', async () => {
    const bare = await docker('run', '-d', 'busybox', 'sleep', '100000');
    await docker('exec', bare, 'busybox', 'sh', '-c', 'busybox rm /bin/sh /bin/ash');
    await expect(open({ containerId: bare })).rejects.toMatchObject({ code: 'exec_no_shell' });
    const debug = 'busybox mkdir /busybox; busybox cp /bin/busybox /busybox/sh';
    await docker('exec', bare, 'busybox', 'sh', '-c', debug);
    const session = await open({ containerId: bare });
    expect(session.command).toEqual(['/busybox/sh']);
    // There is nothing to send a signal with: the process loses its terminal and may go on.
    const { end } = await sessions.close(session.id);
    expect(end).toMatchObject({ reason: 'closed', leftBehind: true });
    await docker('rm', '-f', bare);
    expect((await find(session.id))?.end).toEqual(end);
  });

  it('ends processes that are closed: the willing by SIGHUP, the others by force', async () => {
    const processes = async () => (await docker('top', container, '-eo', 'pid,args')).split('\n').length;
    const before = await processes();
    const willing = await open({ user: 'nobody' });
    const stubborn = await open({ command: ['sh', '-c', 'trap "" HUP; while true; do sleep 1; done'] });
    const output = read(stubborn.id);
    const [first, second] = await Promise.all([sessions.close(willing.id), sessions.close(stubborn.id)]);
    expect(first.end).toMatchObject({ reason: 'closed', leftBehind: false });
    expect(second.end).toMatchObject({ reason: 'closed', exitCode: 137, leftBehind: false });
    await expect.poll(() => output.ended, POLL).toBe(true);
    await expect.poll(processes, POLL).toBe(before);
    expect(await sessions.close(willing.id)).toEqual(first);
  });

  it('holds a process back while a reader takes nothing, and lets it run without readers', async () => {
    const session = await open({ command: ['yes', 'abcdefg'] });
    const abort = new AbortController();
    const slow = sessions.output(session.id, undefined, abort.signal);
    await slow.next();
    let received = 0;
    // A reader that pauses loses nothing: the lines are whole to the last.
    let rest = '';
    for (let i = 0; i < 30; i++) {
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { value } = await slow.next();
      const text = rest + Buffer.from(value?.data ?? '', 'base64').toString('latin1');
      const lines = text.split('\r\n');
      rest = lines.pop() ?? '';
      received += lines.length;
      expect(lines.slice(1).every((line) => line === 'abcdefg')).toBe(true);
    }
    expect(received).toBeGreaterThan(100);
    abort.abort();
    await slow.return();
    // Without a reader it runs: the process takes processor time again.
    const used = async () =>
      Number((await docker('top', container, '-C', 'yes', '-o', 'pid,cputimes')).split(/\s+/).at(-1));
    const usedBefore = await used();
    await expect.poll(used, POLL).toBeGreaterThan(usedBefore);
    await sessions.close(session.id);
  });

  it('refuses more than it can carry', async () => {
    const running = (await list()).filter(({ end }) => !end).length;
    const more = Array.from({ length: 33 - running }, () => open({ command: ['sleep', '100000'] }));
    const results = await Promise.allSettled(more);
    const refused = results.filter((result) => result.status === 'rejected');
    expect(refused).toHaveLength(1);
    expect(refused[0]?.reason).toMatchObject({ code: 'exec_limit' });
    await Promise.all((await list()).map(({ id }) => sessions.close(id)));
    sessions.dismiss({ containerId: 'another' });
    expect((await list()).length).toBeGreaterThan(0);
    sessions.dismiss({ containerId: container });
    expect((await list()).filter(({ containerId }) => containerId === container)).toEqual([]);
  });

  it('tells the end of a container from that of the engine, and ends with the backend', async () => {
    const mortal = await docker('run', '-d', 'busybox', 'sleep', '100000');
    const session = await open({ containerId: mortal });
    await docker('rm', '-f', mortal);
    await expect.poll(async () => (await find(session.id))?.end?.reason, POLL).toBe('exited');

    const others = new ExecSessions({ engine });
    await others.open(openExec.parse({ containerId: container, columns: 80, rows: 24 }));
    await others.dispose();
    expect(await docker('top', container, '-eo', 'pid,args')).not.toContain('ash');
    await expect(
      others.open(openExec.parse({ containerId: container, columns: 80, rows: 24 })),
    ).rejects.toMatchObject({ code: 'exec_limit' });

    const lost = await open();
    await dockerd.down('SIGKILL');
    await expect.poll(async () => (await find(lost.id))?.end?.reason, POLL).toBe('lost');
    await expect(open()).rejects.toMatchObject({ code: 'engine_unreachable' });
    await dockerd.boot();
  });
});
