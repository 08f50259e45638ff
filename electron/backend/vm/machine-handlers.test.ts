import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { machineContract } from '../../../shared/contract/machine.ts';
import { type PierFiles, pierFiles } from '../../../vm/files.ts';
import { machineHandlers } from './machine-handlers.ts';
import { type TestSupervisor, testSupervisor } from './test-supervisor.ts';

let files: PierFiles;
let test: TestSupervisor;
let handlers: PierHandlers['machine'];
let stop: AbortController;

beforeEach(async () => {
  files = pierFiles(mkdtempSync(join(tmpdir(), 'pier-handlers-')));
  mkdirSync(files.logs.dir);
  test = testSupervisor({ bootSteps: [{ id: 'kernel', title: 'Kernel', ms: 50 }] });
  await test.supervisor.init();
  handlers = machineHandlers({
    restartEngine: async () => {},
    supervisor: test.supervisor,
    files,
    dockerSocket: '/d.sock',
  });
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await test.supervisor.dispose({ stopMachine: true });
  rmSync(files.home, { recursive: true, force: true });
});

const context = () => ({ role: 'cli', signal: stop.signal }) as const;

describe('machineHandlers', () => {
  it('answers with what the contract allows, before and after a start and a stop', async () => {
    expect(machineContract.status.output.parse(await handlers.status({}, context()))).toMatchObject({
      state: { kind: 'stopped' },
      dockerSocket: '/d.sock',
    });
    const started = machineContract.start.output.parse(await handlers.start({}, context()));
    expect(started).toMatchObject({ state: { kind: 'running' }, engineVersion: '1.2.3' });
    const stopped = machineContract.stop.output.parse(await handlers.stop({ force: true }, context()));
    expect(stopped.state.kind).toBe('stopped');
  });

  it('watches: the present status first, then the changes, until it is cancelled', async () => {
    const kinds: string[] = [];
    const watched = (async () => {
      for await (const item of handlers.watch({}, context())) {
        const { state } = machineContract.watch.item.parse(item);
        if (kinds.at(-1) !== state.kind) kinds.push(state.kind);
        if (state.kind === 'running') break;
      }
    })();
    await handlers.start({}, context());
    await watched;
    expect(kinds).toEqual(['stopped', 'starting', 'running']);
    const next = handlers.watch({}, context())[Symbol.asyncIterator]();
    await next.next();
    const waiting = next.next();
    stop.abort();
    expect(await waiting).toMatchObject({ done: true });
  });

  it('gives a slow consumer the latest state, not a queue', async () => {
    const items = handlers.watch({}, context())[Symbol.asyncIterator]();
    await items.next();
    await handlers.start({}, context());
    await handlers.restart({}, context());
    expect((await items.next()).value).toMatchObject({ state: { kind: 'running' } });
  });

  it('measures while the machine runs', async () => {
    await handlers.start({}, context());
    const items = handlers.usage({}, context())[Symbol.asyncIterator]();
    const { value } = await items.next();
    expect(machineContract.usage.item.parse(value)).toMatchObject({
      cpus: 2,
      memoryLimitBytes: 2 * 1024 ** 3,
    });
    await items.return?.();
  });

  it('ends the logs after the tail, or follows them', async () => {
    writeFileSync(files.logs.console, Array.from({ length: 1200 }, (_, index) => `line ${index}\n`).join(''));
    const read = async (tail: number) => {
      const lines: string[] = [];
      const request = { source: 'console', tail, follow: false } as const;
      for await (const item of handlers.logs(request, context())) {
        expect(item.lines.length).toBeLessThanOrEqual(500);
        lines.push(...item.lines);
      }
      return lines;
    };
    expect(await read(3)).toEqual(['line 1197', 'line 1198', 'line 1199']);
    expect(await read(5000)).toHaveLength(1200);
    expect(await read(0)).toEqual([]);

    const followed = handlers
      .logs({ source: 'console', tail: 1, follow: true }, context())
      [Symbol.asyncIterator]();
    expect((await followed.next()).value).toEqual({ lines: ['line 1199'] });
    const next = followed.next();
    appendFileSync(files.logs.console, 'new\n');
    expect((await next).value).toEqual({ lines: ['new'] });
    const waiting = followed.next();
    stop.abort();
    expect((await waiting).done).toBe(true);
  });

  it('has no lines of a log that does not exist', async () => {
    const items: unknown[] = [];
    const request = { source: 'backend', tail: 10, follow: false } as const;
    for await (const item of handlers.logs(request, context())) items.push(item);
    expect(items).toEqual([]);
  });
});
