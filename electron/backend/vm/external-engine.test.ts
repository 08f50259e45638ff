import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ExternalDriver } from '../../../vm/drivers/external/external-driver.ts';
import { silentLogger } from '../log/logger.ts';
import { Supervisor } from './supervisor.ts';
import { testSpec } from './test-supervisor.ts';

const PATIENT = { timeout: 20_000 };
let dir: string;
let path: string;
let server: Server | undefined;
let supervisor: Supervisor;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-external-'));
  path = join(dir, 'engine.sock');
  const driver = new ExternalDriver({ address: { kind: 'unix', path } });
  supervisor = new Supervisor({ driver, spec: () => testSpec, log: silentLogger });
});
afterEach(async () => {
  await supervisor.dispose({ stopMachine: true });
  down();
  rmSync(dir, { recursive: true, force: true });
});

async function up(): Promise<void> {
  server = createServer((_request, response) => response.setHeader('server', 'Docker/20.10.24').end('OK'));
  await new Promise<void>((resolve) => server?.listen(path, resolve));
}

function down(): void {
  server?.close();
  server?.closeAllConnections();
}

const kind = () => supervisor.status().state.kind;

/** An engine that somebody else runs: nothing to start or stop, only to lose and to find again. */
describe('a supervisor over an external engine', () => {
  it('runs with an engine that answers, and has no machine', async () => {
    await up();
    await supervisor.init();
    expect(kind()).toBe('running');
    const { info, engineVersion } = supervisor.status();
    expect(info).toEqual({ driver: 'external', hasMachine: false, canPause: false });
    expect(engineVersion).toBe('20.10.24');
    expect(await supervisor.usage()).toBeUndefined();
    await expect(supervisor.stop({ force: false })).rejects.toMatchObject({ code: 'capability_missing' });
    await expect(supervisor.restart()).rejects.toMatchObject({ code: 'capability_missing' });
    expect(kind()).toBe('running');
  });

  it('fails while the engine is away, and runs as soon as it is there', async () => {
    await supervisor.init();
    expect(supervisor.status().state).toMatchObject({
      kind: 'failed',
      error: { code: 'engine_unreachable' },
    });
    await expect(supervisor.start()).rejects.toMatchObject({ code: 'engine_unreachable' });
    expect(supervisor.engine.expected()).toBe(false);
    await up();
    await vi.waitFor(() => expect(kind()).toBe('running'), PATIENT);
    expect(supervisor.engine.current()).toEqual({ kind: 'unix', path });
  });

  it('notices an engine that goes, and one that comes back', async () => {
    await up();
    await supervisor.init();
    down();
    await vi.waitFor(() => expect(kind()).toBe('failed'), PATIENT);
    expect(supervisor.engine.current()).toBeUndefined();
    await up();
    await supervisor.start();
    expect(kind()).toBe('running');
  });
});
