import { expect, it } from 'vitest';
import { parseLsof } from '../host/file-holders.ts';
import { VzUsage } from './vz-usage.ts';

it('counts the service that has the data disk open, which is no child of vfkit, and remembers the most', async () => {
  const asked: string[] = [];
  // This process is all there is that can be measured.
  const usage = new VzUsage([], '/h/vm/data.raw', async (path) => {
    asked.push(path);
    return [{ pid: process.pid, name: 'com.apple.Virtualization.VirtualMachine' }];
  });
  const first = await usage.read();
  expect(first.memoryBytes).toBeGreaterThan(1024 ** 2);
  expect(first.memoryPeakBytes).toBeGreaterThanOrEqual(first.memoryBytes);
  await usage.read();
  // It lives as long as the machine: looked for once.
  expect(asked).toEqual(['/h/vm/data.raw']);
});

it('does without where nobody else has it', async () => {
  const usage = new VzUsage([process.pid], '/h/vm/data.raw', async () => [
    { pid: process.pid, name: 'vfkit' },
  ]);
  expect((await usage.read()).cpuSeconds).toBeGreaterThan(0);
});

it('reads what lsof says', () => {
  expect(parseLsof('p812\ncvfkit\nf9\np813\nccom.apple.Virtua\nf4\nf5\n')).toEqual([
    { pid: 812, name: 'vfkit' },
    { pid: 813, name: 'com.apple.Virtua' },
  ]);
  expect(parseLsof('')).toEqual([]);
});
