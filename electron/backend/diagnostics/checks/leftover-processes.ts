import { basename } from 'node:path';
import { listProcesses } from '../../../../vm/list-processes.ts';
import { sleep } from '../../../../vm/sleep.ts';
import { type CheckContext, failed, ok, type SelfCheck } from './self-check.ts';

const END_MS = 5000;

/** Helpers of a machine: what has the same name and nothing to do with this installation is not looked at. */
const PROGRAMS = /^(qemu-system-|virtiofsd|vfkit$|gvproxy$)/;
/** What is the machine itself. */
const HYPERVISORS = /^(qemu-system-|vfkit$)/;

export const leftoverProcesses: SelfCheck = {
  id: 'leftover-processes',
  title: 'Nothing is left of earlier machines',
  hint: 'A machine that nobody knows of keeps the data disk from the next one.',
  fatal: false,
  async check(context) {
    const found = await leftovers(context);
    if (found.length === 0) return ok('Nothing is left');
    const names = found.map(({ pid, name }) => `${name} (${pid})`).join(', ');
    throw failed(`Still there without a backend: ${names}.`, 'End them.');
  },
  repair: {
    title: 'End them',
    async run(context) {
      const found = await leftovers(context);
      for (const { pid } of found) end(pid);
      const deadline = Date.now() + END_MS;
      while ((await leftovers(context)).length > 0) {
        if (Date.now() > deadline) {
          throw failed('Some processes do not end.', 'Restart this computer: they hang in its kernel.');
        }
        await sleep(50);
      }
      return found.length === 0 ? 'There was none' : `Ended ${found.length}`;
    },
  },
};

interface Leftover {
  pid: number;
  name: string;
}

/** Processes that have this installation's paths and do not belong to the machine that runs. */
async function leftovers({ supervisor, files }: CheckContext): Promise<Leftover[]> {
  const isMachineUp = () => !['stopped', 'absent', 'failed'].includes(supervisor.status().state.kind);
  const isUp = isMachineUp();
  // A machine on its way up or down has a process that is not told of yet, or no more.
  if (isUp && supervisor.pid === undefined) return [];
  const found: Leftover[] = [];
  for (const { pid, args } of await listProcesses()) {
    if (pid === process.pid || pid === supervisor.pid) continue;
    const name = basename(args[0] ?? '');
    if (!PROGRAMS.test(name) || !args.some((arg) => arg.includes(`${files.run.dir}/`))) continue;
    // Helpers of a machine that runs are its own.
    if (isUp && !HYPERVISORS.test(name)) continue;
    found.push({ pid, name });
  }
  // One that began to start meanwhile would be among them.
  return isMachineUp() === isUp ? found : [];
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself.
  }
}
