import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFileLogger } from './file-logger.ts';

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-log-'));
  path = join(dir, 'logs', 'backend.log');
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const lines = (file = path) => readFileSync(file, 'utf8').trimEnd().split('\n');

describe('createFileLogger', () => {
  it('writes a line for each entry, for its owner only', () => {
    const log = createFileLogger(path);
    log.info('The machine is running.', { pid: 7 });
    log.warn('Slow.');
    log.close();
    expect(lines()[0]).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z info {2}The machine is running\. \{"pid":7\}$/);
    expect(lines()[1]).toMatch(/warn {2}Slow\.$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('lets no entry pretend to be two', () => {
    const log = createFileLogger(path);
    log.error('a\n2026-01-01T00:00:00.000Z info  forged', { text: 'b\nc' });
    log.close();
    expect(lines()).toHaveLength(1);
  });

  it('logs errors with their message, and what JSON cannot hold without failing', () => {
    const log = createFileLogger(path);
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    log.error('It failed.', { error: new Error('why') });
    log.error('It loops.', { loop });
    log.close();
    expect(lines()[0]).toContain('"message":"why"');
    expect(lines()[1]).toContain('unloggable');
  });

  it('takes at most twice its limit, and keeps the newest', () => {
    const log = createFileLogger(path, 2000);
    for (let entry = 0; entry < 200; entry++) log.info(`entry ${entry}`);
    log.close();
    expect(readdirSync(join(dir, 'logs')).sort()).toEqual(['backend.log', 'backend.log.1']);
    expect(statSync(path).size).toBeLessThanOrEqual(2000);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(2000);
    const kept = [...lines(`${path}.1`), ...lines()].map((line) => Number(/entry (\d+)$/.exec(line)?.[1]));
    expect(kept.at(-1)).toBe(199);
    expect(kept).toEqual(kept.map((_, index) => (kept[0] ?? 0) + index));
  });

  it('goes on in a new file where somebody removed the one it has', () => {
    const log = createFileLogger(path, 200);
    log.info('before');
    rmSync(path);
    for (let entry = 0; entry < 5; entry++)
      log.info(`entry ${entry} of some length, so that the file is full`);
    log.close();
    expect(lines().at(-1)).toContain('entry 4');
  });

  it('goes on where an earlier process ended', () => {
    for (const text of ['one', 'two']) {
      const log = createFileLogger(path);
      log.info(text);
      log.close();
    }
    expect(lines()).toHaveLength(2);
  });

  it('takes entries after its end without a fault', () => {
    const log = createFileLogger(path);
    log.close();
    log.close();
    log.info('late');
    expect(readFileSync(path, 'utf8')).toBe('');
  });
});
