import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { acquireHomeLock, readLockHolder } from './home-lock.ts';

vi.setConfig({ testTimeout: 60_000 });

let dir: string;
let path: string;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'pier-lock-'));
  path = join(dir, 'backend.lock');
});

afterEach(() => rmSync(dir, { recursive: true }));

/** Another process that holds the lock until it is killed. */
async function holder(): Promise<ChildProcess> {
  // --no-fork: what is killed is what holds the lock.
  const child = spawn('flock', ['--no-fork', path, 'sh', '-c', 'echo locked; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout as NodeJS.ReadableStream, 'data');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('acquireHomeLock', () => {
  it('says who it is for, and says nothing when it is released', () => {
    const lock = acquireHomeLock(path, 'headless');
    expect(readLockHolder(path)).toMatchObject({ pid: process.pid, host: 'headless' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    lock.release();
    lock.release();
    expect(readLockHolder(path)).toBeUndefined();
    acquireHomeLock(path, 'desktop').release();
  });

  it('refuses a second one, with who holds it', () => {
    const lock = acquireHomeLock(path, 'desktop');
    expect(() => acquireHomeLock(path, 'headless')).toThrow(
      expect.objectContaining({
        code: 'home_in_use',
        message: expect.stringContaining(`the desktop app with pid ${process.pid}`),
      }),
    );
    expect(readLockHolder(path)?.host).toBe('desktop');
    lock.release();
  });

  it('refuses while another process holds it, and takes over when that was killed', async () => {
    const child = await holder();
    writeFileSync(
      path,
      JSON.stringify({ pid: child.pid, host: 'headless', since: new Date().toISOString() }),
    );
    expect(() => acquireHomeLock(path, 'headless')).toThrow(`the headless host with pid ${child.pid}`);
    await kill(child);
    // The killed one is still named, and that means nothing.
    expect(readLockHolder(path)?.pid).toBe(child.pid);
    const lock = acquireHomeLock(path, 'desktop');
    expect(readLockHolder(path)).toMatchObject({ pid: process.pid, host: 'desktop' });
    lock.release();
  });

  it('does without a name where the file says nothing that it could read', async () => {
    writeFileSync(path, 'rubbish');
    const child = await holder();
    expect(() => acquireHomeLock(path, 'headless')).toThrow('another Pier runs on it already');
    await kill(child);
    acquireHomeLock(path, 'headless').release();
  });
});
