import type { BulkAction, BulkResult } from '../../../../shared/contract/containers.ts';
import { toAppError } from '../../../../shared/errors.ts';
import type { TaskRegistry } from '../../tasks/task-registry.ts';
import {
  killContainer,
  pauseContainer,
  removeContainer,
  restartContainer,
  resumeContainer,
  startContainer,
  stopContainer,
} from '../container-actions.ts';
import { eachBounded } from '../each-bounded.ts';
import type { Engine } from '../engine.ts';

/** The engine works on a handful at once; more would only make all of them slow. */
const AT_ONCE = 8;

export interface BulkRequest {
  action: BulkAction;
  ids: string[];
  force: boolean;
  volumes: boolean;
}

const TITLES: Record<BulkAction, string> = {
  start: 'Start',
  stop: 'Stop',
  kill: 'Kill',
  restart: 'Restart',
  pause: 'Pause',
  resume: 'Resume',
  remove: 'Remove',
};

/**
 * One action on many containers, a few at a time. Never rejects for one of them: each has its result, in the order of
 * `ids`. More than one run as a task, which goes on though the caller is gone and which a person may cancel.
 */
export async function bulkAction(
  engine: Engine,
  tasks: TaskRegistry,
  request: BulkRequest,
): Promise<BulkResult[]> {
  const ids = [...new Set(request.ids)];
  const results = new Map<string, BulkResult>();
  const never = new AbortController().signal;
  const perform = async (id: string, signal: AbortSignal) => {
    const name = engine.nameOf(id);
    try {
      signal.throwIfAborted();
      await performOne(engine, id, request);
      results.set(id, { id, name });
    } catch (thrown) {
      results.set(id, { id, name, error: toAppError(thrown).toData() });
    }
  };
  if (ids.length === 1) {
    await eachBounded(ids, 1, (id) => perform(id, never));
  } else {
    const { taskId } = tasks.start(
      {
        kind: 'containers-bulk',
        title: `${TITLES[request.action]} ${ids.length} containers`,
        subject: request.action,
      },
      async (task) => {
        const report = () => {
          const failed = [...results.values()].filter(({ error }) => error).length;
          task.report({
            status: `${results.size} of ${ids.length}${failed > 0 ? `, ${failed} failed` : ''}`,
          });
          return failed;
        };
        report();
        await eachBounded(ids, AT_ONCE, async (id) => {
          await perform(id, task.signal);
          report();
        });
        task.signal.throwIfAborted();
        return {};
      },
    );
    await tasks.ended(taskId);
  }
  return ids.flatMap((id) => results.get(id) ?? []);
}

function performOne(engine: Engine, id: string, { action, force, volumes }: BulkRequest): Promise<void> {
  switch (action) {
    case 'start':
      return startContainer(engine, id);
    case 'stop':
      return stopContainer(engine, id);
    case 'kill':
      return killContainer(engine, id);
    case 'restart':
      return restartContainer(engine, id);
    case 'pause':
      return pauseContainer(engine, id);
    case 'resume':
      return resumeContainer(engine, id);
    case 'remove':
      return removeContainer(engine, id, { force, volumes });
  }
}
