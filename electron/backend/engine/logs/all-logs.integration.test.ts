import type { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { importBusybox } from '../../../../e2e/fixtures/busybox-image.ts';
import { startDockerd, type TestDockerd } from '../../../../e2e/fixtures/dockerd.ts';
import { TestSource } from '../../../../e2e/fixtures/test-source.ts';
import { type AllLogsItem, logsContract } from '../../../../shared/contract/logs.ts';
import { silentLogger } from '../../log/logger.ts';
import { TransferDesk } from '../../transfers/transfer-desk.ts';
import { Engine } from '../engine.ts';
import { allLogs } from './all-logs.ts';
import { offerLogFile } from './log-file.ts';

let dockerd: TestDockerd;
let engine: Engine;

beforeAll(async () => {
  dockerd = await startDockerd();
  await importBusybox(dockerd.docker);
  engine = new Engine({ source: new TestSource(dockerd.endpoint), log: silentLogger });
});

afterEach(async () => {
  const { stdout } = await dockerd.docker.run(['ps', '-aq']);
  const ids = stdout.split('\n').filter(Boolean);
  if (ids.length > 0) await dockerd.docker.run(['rm', '-fv', ...ids]);
});

afterAll(async () => {
  engine?.dispose();
  await dockerd?.stop();
});

async function run(name: string, script: string, args: string[] = []): Promise<string> {
  const command = ['run', '-d', '--name', name, ...args, 'busybox', 'sh', '-c', script];
  return (await dockerd.docker.run(command)).stdout.trim();
}

/** What a stream has told so far. */
class Reading {
  readonly lines: string[] = [];
  readonly states: string[] = [];
  readonly abort = new AbortController();
  readonly done: Promise<void>;
  readonly #names: string[] = [];

  constructor(input: unknown) {
    const parsed = logsContract.all.input.parse(input);
    this.done = (async () => {
      for await (const item of allLogs(engine, parsed, this.abort.signal)) this.#take(item);
    })();
  }

  #take(item: AllLogsItem): void {
    if (item.kind === 'sources') this.#names.push(...item.sources.map((each) => each.name));
    else if (item.kind === 'state') this.states.push(item.state);
    else {
      const names = item.sources.map((source) => this.#names[source]);
      this.lines.push(...item.lines.text.split('\n').map((line, index) => `${names[index]}: ${line}`));
    }
  }
}

describe('allLogs with a real engine', () => {
  it('puts what was written before in order of time, and ends without follow', async () => {
    await run('one', 'sleep 600');
    await run('two', 'sleep 600', ['-t']);
    await dockerd.docker.run(['create', '--name', 'silent', 'busybox', 'true']);
    const read = async () => {
      const reading = new Reading({ follow: false });
      await reading.done;
      expect(reading.states[0]).toBe('reading');
      return reading.lines;
    };
    const written: string[] = [];
    for (const [number, name] of ['one', 'two', 'one', 'two'].entries()) {
      // The engine stamps a line when it has read it: the next is written after that.
      await dockerd.docker.run(['exec', name, 'sh', '-c', `echo ${number} >/proc/1/fd/1`]);
      written.push(`${name}: ${number}`);
      await expect.poll(read).toEqual(written);
    }
  });

  it('gives the tail of each, of those that were asked for', async () => {
    const id = await run('byid', 'seq 1 100');
    await run('web', 'seq 1 3', ['--label', 'com.docker.compose.project=shop']);
    for (const service of ['cart', 'mail']) {
      const labels = ['project=farm', `service=${service}`].map(
        (label) => `--label=com.docker.compose.${label}`,
      );
      await run(`farm-${service}`, 'echo moo', labels);
    }
    await run('byname', 'echo name');
    await run('other', 'echo no');
    await dockerd.docker.run(['wait', 'byid', 'web', 'byname', 'other', 'farm-cart', 'farm-mail']);
    const chosen = { containers: [id, 'byname'], projects: ['shop', 'farm/mail'] };
    const reading = new Reading({ follow: false, tail: 2, ...chosen });
    await reading.done;
    expect(reading.lines.sort()).toEqual([
      'byid: 100',
      'byid: 99',
      'byname: name',
      'farm-mail: moo',
      'web: 2',
      'web: 3',
    ]);
  });

  it('follows what runs, what starts later, what restarts, and what ends at once', async () => {
    await run('ticker', 'i=0; while :; do i=$((i+1)); echo tick $i; sleep 0.2; done');
    const reading = new Reading({});
    await expect.poll(() => reading.states).toContain('live');
    await expect.poll(() => reading.lines.length).toBeGreaterThan(3);
    await run('later', 'echo hello; sleep 600');
    await expect.poll(() => reading.lines, { timeout: 10_000 }).toContain('later: hello');
    await run('brief', 'echo here and gone');
    await expect.poll(() => reading.lines, { timeout: 10_000 }).toContain('brief: here and gone');
    await dockerd.docker.run(['restart', '-t', '0', 'later']);
    const hellos = () => reading.lines.filter((line) => line === 'later: hello').length;
    await expect.poll(hellos, { timeout: 10_000 }).toBe(2);
    const ticks = reading.lines.filter((line) => line.startsWith('ticker: '));
    expect(ticks).toEqual(ticks.map((_, index) => `ticker: tick ${index + 1}`));
    reading.abort.abort();
    await reading.done;
  });

  it('outlives an engine that goes and comes back, and tells', async () => {
    await run('steady', 'while :; do echo tick; sleep 0.2; done', ['--restart', 'always']);
    const reading = new Reading({});
    await expect.poll(() => reading.lines.length).toBeGreaterThan(1);
    await dockerd.down('SIGKILL');
    await expect.poll(() => reading.states.at(-1), { timeout: 20_000 }).toBe('disconnected');
    await dockerd.boot();
    await expect.poll(() => reading.states.at(-1), { timeout: 60_000 }).toBe('live');
    const before = reading.lines.length;
    await expect.poll(() => reading.lines.length, { timeout: 60_000 }).toBeGreaterThan(before + 2);
    reading.abort.abort();
    await reading.done;
  });

  it('goes on although one log cannot be read', async () => {
    await run('mute', 'sleep 600', ['--log-driver', 'none']);
    await run('loud', 'echo loud; sleep 600');
    const reading = new Reading({});
    await expect.poll(() => reading.lines).toContain('loud: loud');
    expect(reading.states).not.toContain('disconnected');
    reading.abort.abort();
    await reading.done;
  });
});

describe('a log as a file', () => {
  const never = new AbortController().signal;
  const desk = new TransferDesk({ log: silentLogger });

  async function download(options: Parameters<typeof offerLogFile>[2]) {
    const { url } = await offerLogFile(engine, desk, options, never);
    const answer = await desk.handle({ method: 'GET', path: url, body: undefined, signal: never });
    return { headers: answer.headers, text: await text(answer.body as Readable) };
  }

  it('is whole and plain: no colours, and lines of a megabyte in one piece', async () => {
    const script = `printf '\\033[31mred\\033[0m\\n'; echo err >&2; head -c 1000000 /dev/zero | tr '\\0' x; echo; echo end`;
    const id = await run('filed', script);
    await dockerd.docker.run(['wait', 'filed']);
    const all = await download({ id, timestamps: false, streams: 'all' });
    expect(all.headers['content-disposition']).toContain('filename="filed.log"');
    expect(all.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(all.text.split('\n').toSorted()).toEqual(
      ['red', 'err', 'x'.repeat(1_000_000), 'end', ''].toSorted(),
    );
    const stamped = await download({ id, timestamps: true, streams: 'stderr' });
    expect(stamped.text).toMatch(/^\d{4}-\d\d-\d\dT[\d:]{8}\.\d{9}Z err\n$/);
    const out = await download({ id, timestamps: true, streams: 'stdout' });
    expect(out.text.match(/T[\d:]{8}\.\d{9}Z /g)).toHaveLength(3);
  });

  it('is refused at once for a container that is not there', async () => {
    await expect(
      offerLogFile(engine, desk, { id: 'nosuch', timestamps: false, streams: 'all' }, never),
    ).rejects.toMatchObject({ code: 'container_not_found' });
  });
});
