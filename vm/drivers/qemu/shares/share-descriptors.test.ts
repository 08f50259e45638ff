import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countOpenFiles, ShareDescriptors } from './share-descriptors.ts';

const log = { info() {}, warn() {} };

function guard(counts: number[], limit = 1000) {
  let forgotten = 0;
  const descriptors = new ShareDescriptors({
    pid: () => 1,
    forget: async () => {
      forgotten++;
    },
    count: async () => ({ open: counts.shift() ?? 0, limit }),
    log,
  });
  descriptors.dispose();
  return { look: () => descriptors.look(), forgotten: () => forgotten };
}

describe('the descriptors of what serves shared folders', () => {
  it('are left alone below half of the limit', async () => {
    const { look, forgotten } = guard([0, 499]);
    await look();
    await look();
    expect(forgotten()).toBe(0);
  });

  it('are made fewer from there on, and not again until there are notably more than stayed', async () => {
    // Before and after each time.
    const { look, forgotten } = guard([500, 480, 500, 604, 605, 600]);
    await look();
    expect(forgotten()).toBe(1);
    await look();
    await look();
    expect(forgotten()).toBe(1);
    await look();
    expect(forgotten()).toBe(2);
  });

  it('matter again at half of the limit, once there were fewer', async () => {
    const { look, forgotten } = guard([900, 800, 100, 500, 0]);
    await look();
    await look();
    await look();
    expect(forgotten()).toBe(2);
  });

  it('are counted of a process below the one that was started', async () => {
    const opens =
      'ulimit -n 200; n=10; while [ $n -lt 160 ]; do eval "exec $n</dev/null"; n=$((n+1)); done; echo; exec sleep 100';
    const child = spawn('bash', ['-c', `bash -c '${opens}' & wait`], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    onTestFinished(() => void process.kill(-(child.pid ?? 0), 'SIGKILL'));
    await once(child.stdout, 'data');
    const counted = await countOpenFiles(child.pid ?? 0);
    expect(counted?.limit).toBe(200);
    expect(counted?.open).toBeGreaterThanOrEqual(150);
    expect(await countOpenFiles(0x7ffffff0)).toBeUndefined();
  });
});
