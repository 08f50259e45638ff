import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { MachineStatus } from '../../../shared/contract/machine.ts';
import type { PierFiles } from '../../../vm/files.ts';
import { followFile } from '../../../vm/follow-file.ts';
import { readLastLines } from '../../../vm/last-lines.ts';
import { sleep } from '../../../vm/sleep.ts';
import { watchState } from '../watch-state.ts';
import { reclaimNow } from './reclaim-now.ts';
import type { Supervisor } from './supervisor.ts';

const USAGE_EVERY_MS = 1000;
/** Lines go out in batches that a consumer can swallow. */
const BATCH_LINES = 500;

export interface MachineHandlersOptions {
  supervisor: Supervisor;
  /** Restarts the engine with what is set now. */
  restartEngine: () => Promise<void>;
  files: PierFiles;
  /** Where the Docker API is served for the world. */
  dockerSocket: string;
}

/** Implements `contract.machine`. */
export function machineHandlers(options: MachineHandlersOptions): PierHandlers['machine'] {
  const { supervisor, files, dockerSocket } = options;
  const status = (): MachineStatus => ({ ...supervisor.status(), dockerSocket });
  return {
    status,
    watch: (_input, { signal }) =>
      watchState({ signal, onChange: (listener) => supervisor.onChange(listener), read: status }),
    async start() {
      await supervisor.start();
      return status();
    },
    async stop({ force }) {
      await supervisor.stop({ force });
      return status();
    },
    async restart() {
      await supervisor.restart();
      return status();
    },
    async restartEngine() {
      await options.restartEngine();
      return status();
    },
    async pause() {
      await supervisor.pause('person');
      return status();
    },
    async resume() {
      await supervisor.resume();
      return status();
    },
    reclaim: () => reclaimNow(supervisor),
    usage: (_input, { signal }) => watchUsage(supervisor, signal),
    logs: ({ source, tail, follow }, { signal }) =>
      readLog(source === 'console' ? files.logs.console : files.logs.backend, tail, follow, signal),
  };
}

async function* watchUsage(supervisor: Supervisor, signal: AbortSignal) {
  while (!signal.aborted) {
    const usage = await supervisor.usage();
    if (signal.aborted) return;
    if (usage) yield usage;
    await sleep(USAGE_EVERY_MS, signal).catch(() => {});
  }
}

async function* readLog(path: string, tail: number, follow: boolean, signal: AbortSignal) {
  const { lines, end } = await readLastLines(path, tail);
  for (let start = 0; start < lines.length; start += BATCH_LINES) {
    if (signal.aborted) return;
    yield { lines: lines.slice(start, start + BATCH_LINES) };
  }
  if (!follow) return;
  for await (const batch of followFile(path, end, signal)) {
    for (let start = 0; start < batch.length; start += BATCH_LINES) {
      if (signal.aborted) return;
      yield { lines: batch.slice(start, start + BATCH_LINES) };
    }
  }
}
