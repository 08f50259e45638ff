import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { GuestAgent } from '../../vm/drivers/guest/guest-agent.ts';
import { importBusybox } from '../fixtures/busybox-image.ts';
import { Installation } from '../fixtures/installation.ts';

const GIB = 1024 ** 3;
const BACKEND_KILLS = 5;

/** One small machine for all of them. */
describe('inside the machine', () => {
  const installation = new Installation();
  const { docker } = installation;
  const agent = new GuestAgent(installation.files.run.guestAgentSocket);
  const inGuest = async (script: string) => (await agent.exec('/bin/sh', ['-c', script])).stdout.trim();
  const startedAt = async () =>
    (await docker.run(['inspect', '-f', '{{.State.StartedAt}}', 'keeper'])).stdout;

  beforeAll(async () => {
    await installation.must('config', 'set', 'disk', '4GiB');
    await installation.must('start');
    await importBusybox(docker);
    await docker.run([
      ...['run', '-d', '--name', 'keeper', '-p', '18480:80', 'busybox'],
      ...['sh', '-c', 'while :; do echo hello | nc -l -p 80; done'],
    ]);
  });
  afterAll(() => installation.end());

  it('the kernel kills dockerd for memory: it is back, and containers have gone on', async () => {
    const before = await startedAt();
    const pid = await inGuest('pidof dockerd');
    // The largest score is what the kernel takes; `f` asks it to take one now.
    await inGuest('echo 1000 > /proc/$(pidof dockerd)/oom_score_adj; echo f > /proc/sysrq-trigger');
    await vi.waitFor(async () => expect(await inGuest('pidof dockerd || true')).not.toBe(pid), {
      timeout: 30_000,
    });
    await vi.waitFor(async () => expect((await docker.run(['ps', '-q'])).stdout).not.toBe(''), {
      timeout: 60_000,
      interval: 500,
    });
    expect(await startedAt()).toBe(before);
  });

  it(`the backend is killed ${BACKEND_KILLS} times: the next one has the machine, its ports and its containers`, async () => {
    const before = await startedAt();
    const machine = installation.machinePid();
    for (let kill = 1; kill <= BACKEND_KILLS; kill += 1) {
      const streaming = docker.spawn(['events']);
      streaming.stdout.resume();
      streaming.stderr.resume();
      const closed = once(streaming, 'close');
      await sleep(kill * 300);
      await installation.killBackend();
      await closed;
      await installation.must('start');
      expect(installation.machinePid()).toBe(machine);
      await expect.poll(() => hear(18480), { timeout: 30_000 }).toBe('hello\n');
    }
    expect(await startedAt()).toBe(before);
  });

  it('the disk of the machine gets full: Docker says so, and what is removed gives room again', async () => {
    const fill = ['run', '--rm', '-v', 'stuffing:/v', 'busybox', 'sh', '-c'];
    // Ever smaller files, until not one byte more goes in.
    await docker.run([
      ...fill,
      `i=0; for size in ${GIB} ${GIB / 16} ${GIB / 256} 65536 4096; do while fallocate -l $size /v/$((i=i+1)); do :; done; rm -f /v/$i; done 2>/dev/null; sync`,
    ]);
    const refused = await docker.run(
      ['run', '--rm', 'busybox', 'dd', 'if=/dev/zero', 'of=/more', 'bs=1M', 'count=64'],
      {
        allowFailure: true,
      },
    );
    expect(refused.code).not.toBe(0);
    expect(refused.stderr).toMatch(/no space left/i);
    expect((await installation.status()).state).toBe('running');
    await docker.run(['volume', 'rm', 'stuffing']);
    const { stdout } = await docker.run([
      'run',
      '--rm',
      'busybox',
      'sh',
      '-c',
      'echo room > /more; cat /more',
    ]);
    expect(stdout).toBe('room\n');
  });
});

function hear(port: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    let heard = '';
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString();
    });
    socket.on('close', () => resolve(heard)).on('error', () => {});
  });
}
