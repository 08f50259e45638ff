import { setTimeout as sleep } from 'node:timers/promises';
import { AppError } from '../../../shared/errors.ts';
import { containerPath } from '../engine/container-actions.ts';
import { eachBounded } from '../engine/each-bounded.ts';
import type { Engine } from '../engine/engine.ts';
import type { TaskHandle } from '../tasks/task-registry.ts';
import type { Member } from './project-actions.ts';

/** Between two looks at a container that is waited for, in milliseconds. */
const LOOK_EVERY_MS = 300;
const AT_ONCE = 8;

interface ApiState {
  State: { Status: string; ExitCode: number; Health?: { Status?: string } };
}

/**
 * Waits until what these members depend on is healthy or has done its work, where their file asks for it.
 * @throws AppError `compose_failed` where it ends or gets sick instead; `cancelled`.
 */
export async function waitForDependencies(
  engine: Engine,
  members: readonly Member[],
  all: readonly Member[],
  task: Pick<TaskHandle, 'signal' | 'report'>,
): Promise<void> {
  const awaited = new Map<string, { member: Member; condition: string }>();
  for (const { dependsOn } of members) {
    for (const { service, condition } of dependsOn) {
      if (condition === 'service_started') continue;
      for (const member of all.filter((candidate) => candidate.service === service))
        awaited.set(`${member.id} ${condition}`, { member, condition });
    }
  }
  await eachBounded([...awaited.values()], AT_ONCE, async ({ member, condition }) => {
    for (;;) {
      task.signal.throwIfAborted();
      if (await isReady(engine, member, condition)) break;
      task.report({ status: `Waiting for '${member.name}'` });
      await sleep(LOOK_EVERY_MS, undefined, { signal: task.signal });
    }
  });
  if (awaited.size > 0) task.report({ status: '' });
}

async function isReady(engine: Engine, { id, name }: Member, condition: string): Promise<boolean> {
  const { State: state } = await engine.use({ verb: 'wait for', operand: name }, (client) =>
    client.json<ApiState>({ path: containerPath(id, '/json') }),
  );
  const running = state.Status === 'running' || state.Status === 'restarting';
  if (condition === 'service_healthy') {
    if (state.Health?.Status === 'healthy' || (running && state.Health === undefined)) return true;
    if (running && state.Health?.Status !== 'unhealthy') return false;
    throw notReady(name, running ? 'it is unhealthy' : 'it has ended');
  }
  if (running) return false;
  if (state.ExitCode === 0 && state.Status !== 'created') return true;
  throw notReady(name, state.Status === 'created' ? 'it was not started' : `it ended with ${state.ExitCode}`);
}

function notReady(name: string, cause: string): AppError {
  return new AppError(
    'compose_failed',
    `Cannot start what depends on '${name}': ${cause}.`,
    `See its logs for the reason, then start the project again.`,
  );
}
