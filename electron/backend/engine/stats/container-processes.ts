import type { ContainerProcesses } from '../../../../shared/contract/stats.ts';
import { containerPath } from '../container-actions.ts';
import type { Engine } from '../engine.ts';
import type { EngineClient } from '../engine-client.ts';
import { EngineHttpError } from '../engine-errors.ts';
import { pause } from '../pause.ts';

const EVERY_MS = 3000;
const ANSWER_TIMEOUT_MS = 30_000;
const PROCESS_LIMIT = 1000;
/** A command line may be as long as the kernel allows: 2 MiB. */
const CELL_LIMIT = 500;

/** The engine runs the `ps` of its machine: procps knows the first, busybox the second, and there may be others. */
const PS_ARGUMENTS = ['-eo user,pid,ppid,pcpu,rss,etime,args', '-eo user,pid,ppid,stat,rss,args', undefined];

/** The answer of GET /containers/{id}/top. */
interface ApiTop {
  Titles: string[] | null;
  Processes: string[][] | null;
}

/** A container's processes every three seconds. @throws AppError `container_not_found`, `engine_unreachable`. */
export async function* containerProcesses(
  engine: Engine,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<ContainerProcesses, void, void> {
  const attempt = { verb: 'list the processes of', operand: engine.nameOf(id) };
  let choices = PS_ARGUMENTS;
  while (!signal.aborted) {
    const item = await engine.use(attempt, async (client): Promise<ContainerProcesses> => {
      try {
        const { top, args } = await askTop(client, id, choices, signal);
        choices = [args];
        return toProcesses(top);
      } catch (error) {
        const isRefused = error instanceof EngineHttpError && error.status !== 404;
        if (isRefused && !(await isRunning(client, id, signal))) return { kind: 'stopped' };
        throw error;
      }
    });
    yield item;
    await pause({ signal, onChange: () => () => {}, milliseconds: EVERY_MS });
  }
}

/** The answer to the first arguments that this `ps` takes. @throws the refusal of the last. */
async function askTop(
  client: EngineClient,
  id: string,
  choices: (string | undefined)[],
  signal: AbortSignal,
): Promise<{ top: ApiTop; args: string | undefined }> {
  let refusal: unknown;
  for (const args of choices) {
    try {
      const top = await client.json<ApiTop>({
        path: containerPath(id, '/top'),
        query: { ps_args: args },
        timeoutMs: ANSWER_TIMEOUT_MS,
        signal,
      });
      return { top, args };
    } catch (error) {
      // 404: no such container; 409: it does not run.
      if (!(error instanceof EngineHttpError) || error.status < 500) throw error;
      refusal = error;
    }
  }
  throw refusal;
}

async function isRunning(client: EngineClient, id: string, signal: AbortSignal): Promise<boolean> {
  const { State: state } = await client.json<{ State: { Running: boolean } }>({
    path: containerPath(id, '/json'),
    timeoutMs: ANSWER_TIMEOUT_MS,
    signal,
  });
  return state.Running;
}

function toProcesses(top: ApiTop): ContainerProcesses {
  const processes = top.Processes ?? [];
  return {
    kind: 'processes',
    titles: top.Titles ?? [],
    processes: processes
      .slice(0, PROCESS_LIMIT)
      .map((cells) =>
        cells.map((cell) => (cell.length > CELL_LIMIT ? `${cell.slice(0, CELL_LIMIT)}…` : cell)),
      ),
    omitted: Math.max(0, processes.length - PROCESS_LIMIT),
  };
}
