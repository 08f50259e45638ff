import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../e2e/fixtures/test-source.ts';
import type { LogBatch, LogTime } from '../../../shared/contract/logs.ts';
import { silentLogger } from '../log/logger.ts';
import { containerLogs } from './container-logs.ts';
import { Engine } from './engine.ts';
import { rfc3339 } from './logs/log-timestamp.ts';

let dockerd: TestDockerd;
let engine: Engine;

beforeAll(async () => {
  dockerd = await startDockerd({ tls: true });
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.tls), log: silentLogger });
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

const never = new AbortController().signal;

async function run(args: string[], script: string): Promise<string> {
  const { stdout } = await dockerd.docker.run(['run', '-d', ...args, 'busybox', 'sh', '-c', script]);
  return stdout.trim();
}

interface Line {
  stream: string;
  time: string;
  text: string;
}

function linesOf(batch: LogBatch): Line[] {
  return (batch.count === 0 ? [] : batch.text.split('\n')).map((text, index) => {
    const nanos = batch.nanos[index] ?? Number.NaN;
    return {
      stream: batch.streams[index] === 'e' ? 'stderr' : 'stdout',
      time: rfc3339(batch.seconds + Math.floor(nanos / 1e9), nanos - Math.floor(nanos / 1e9) * 1e9),
      text,
    };
  });
}

async function readLog(
  id: string,
  options: { tail?: number; follow?: boolean; since?: LogTime } = {},
): Promise<Line[]> {
  const lines: Line[] = [];
  const input = { id, tail: 1_000_000, follow: true, ...options };
  for await (const batch of containerLogs(engine, input, never)) lines.push(...linesOf(batch));
  return lines;
}

describe('containerLogs with a real engine', () => {
  it('tells stdout from stderr, keeps their order and ends with the container', async () => {
    const id = await run(
      [],
      'echo one; sleep 0.2; echo two >&2; sleep 0.2; echo three; sleep 0.2; printf rest',
    );
    const shown = (lines: Line[]) => lines.map(({ stream, text }) => [stream, text]);
    const lines = await readLog(id);
    const whole = [
      ['stdout', 'one'],
      ['stderr', 'two'],
      ['stdout', 'three'],
    ];
    // What a container writes without a newline as it ends, dockerd 20.10 tells its followers or does not.
    expect(shown(lines.slice(0, 3))).toEqual(whole);
    for (const line of lines) expect(line.time).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z$/);
    expect(shown(await readLog(id, { follow: false }))).toEqual([...whole, ['stdout', 'rest']]);
  });

  it('is complete and exact at volume, with text of several bytes a character', async () => {
    const script = 'i=0; while [ $i -lt 20000 ]; do echo "line $i Grüße 🚢 和"; i=$((i+1)); done';
    const id = await run([], script);
    // dockerd 20.10 drops the last lines for those who follow a container at the moment it ends.
    await dockerd.docker.run(['wait', id]);
    const lines = await readLog(id);
    expect(lines.length).toBe(20_000);
    expect(lines.every((line, i) => line.text === `line ${i} Grüße 🚢 和`)).toBe(true);
  });

  it.each([['-i'], ['-t']])('joins the parts into which the engine cuts a long line (%s)', async (mode) => {
    const lines = await readLog(await run([mode], 'head -c 50000 /dev/zero | tr "\\0" x; echo; echo after'));
    expect(lines.map((line) => line.text)).toEqual(['x'.repeat(50_000), 'after']);
  });

  it('reads a terminal, where lines end in CR LF and progress bars rewrite theirs', async () => {
    const lines = await readLog(
      await run(['-t'], 'echo plain; printf "10%%\\r50%%\\r100%%\\n"; echo end >&2'),
    );
    expect(lines.map(({ stream, text }) => [stream, text])).toEqual([
      ['stdout', 'plain'],
      ['stdout', '100%'],
      ['stdout', 'end'],
    ]);
  });

  it('gives the tail only, and without follow ends while the container runs', async () => {
    const id = await run([], 'for i in 1 2 3 4 5; do echo $i; done; sleep 1000');
    await expect.poll(async () => (await readLog(id, { follow: false })).length).toBe(5);
    expect((await readLog(id, { tail: 2, follow: false })).map((line) => line.text)).toEqual(['4', '5']);
    expect(await readLog(id, { tail: 0, follow: false })).toEqual([]);
  });

  it('goes on behind a line, to the nanosecond', async () => {
    const id = await run([], 'for i in 1 2 3 4 5; do echo $i; done; sleep 1000');
    await expect.poll(async () => (await readLog(id, { follow: false })).length).toBe(5);
    const [, , third] = await readLog(id, { follow: false });
    const time = third?.time ?? '';
    const since = { seconds: Date.parse(`${time.slice(0, 19)}Z`) / 1000, nanos: Number(time.slice(20, 29)) };
    const rest = await readLog(id, { follow: false, since });
    expect(rest.map((line) => line.text)).toEqual(['4', '5']);
  });

  it('stops at once when it is cancelled, and holds the engine back when nobody takes its lines', async () => {
    const id = await run([], 'yes aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa');
    const abort = new AbortController();
    let taken = 0;
    let largest = 0;
    for await (const batch of containerLogs(engine, { id, tail: 1000, follow: true }, abort.signal)) {
      taken += 1;
      largest = Math.max(largest, linesOf(batch).length);
      // A slow reader: what arrives meanwhile must not pile up here.
      await new Promise((resolve) => setTimeout(resolve, 100));
      if (taken === 10) abort.abort();
    }
    expect(taken).toBe(10);
    expect(largest).toBeLessThan(10_000);
    await dockerd.docker.run(['rm', '-f', id]);
  });

  it('explains a container that is not there, and a log that cannot be read', async () => {
    await expect(readLog('nosuch')).rejects.toMatchObject({
      code: 'container_not_found',
      message: "Cannot read the log of 'nosuch': No such container: nosuch.",
    });
    const id = await run(['--log-driver', 'none'], 'true');
    await expect(readLog(id)).rejects.toMatchObject({
      code: 'engine_error',
      hint: expect.stringContaining('log driver'),
    });
  });

  it('says that the engine went away in the middle', async () => {
    const id = await run([], 'while true; do echo tick; sleep 0.1; done');
    const logs = containerLogs(engine, { id, tail: 10, follow: true }, never);
    await logs.next();
    await dockerd.down('SIGKILL');
    const rest = (async () => {
      for await (const _ of logs);
    })();
    await expect(rest).rejects.toMatchObject({ code: 'engine_unreachable' });
    await dockerd.boot();
  });
});
