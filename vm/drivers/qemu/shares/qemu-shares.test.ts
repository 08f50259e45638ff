import { tmpdir } from 'node:os';
import { expect, it } from 'vitest';
import { pierFiles } from '../../../files.ts';
import type { GuestAgent } from '../../guest/guest-agent.ts';
import type { QmpClient } from '../qmp.ts';
import { QemuShares } from './qemu-shares.ts';
import type { ShareDaemon } from './share-daemon.ts';

it('shows the guest what is served, also where it could not be told of it at first', async () => {
  const folder = tmpdir();
  const shown: string[] = [];
  let isUp = false;
  const agent = {
    exec: async (_path: string, _args: string[], _timeoutMs: number, input: string) => {
      if (!isUp) throw new Error('The guest agent does not answer.');
      shown.push(input);
      return { exitCode: 0, stdout: '', stderr: '' };
    },
  } as unknown as GuestAgent;
  const record = { pid: 1, generation: 0, folders: [] as string[] };
  const daemon = {
    record,
    ended: new Promise(() => {}),
    add: async (folders: string[]) => {
      record.folders = [...record.folders, ...folders];
    },
    release: () => {},
  } as unknown as ShareDaemon;
  const shares = new QemuShares({
    agent,
    daemon,
    qmp: {} as QmpClient,
    files: pierFiles('/tmp/none'),
    log: { info: () => {}, warn: () => {} },
    tools: () => Promise.reject(new Error('none')),
    ended: new Promise(() => {}),
  });
  await expect(shares.set([folder])).rejects.toThrow('does not answer');
  isUp = true;
  await shares.set([folder]);
  await shares.set([folder]);
  expect(shown).toEqual([`${folder}\n`]);
  shares.release();
});
