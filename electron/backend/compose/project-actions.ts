import type { ComposeAction } from '../../../shared/contract/compose.ts';
import { AppError, toAppError } from '../../../shared/errors.ts';
import { containerPath, removeContainer } from '../engine/container-actions.ts';
import { eachBounded } from '../engine/each-bounded.ts';
import type { Engine } from '../engine/engine.ts';
import type { ApiContainer } from '../engine/engine-api.ts';
import { removeNetwork } from '../engine/networks/network-actions.ts';
import type { TaskHandle } from '../tasks/task-registry.ts';
import { type Dependency, LABEL, parseDependsOn } from './compose-labels.ts';
import type { EngineObjects } from './compose-projects.ts';
import { serviceWaves } from './service-waves.ts';
import { waitForDependencies } from './wait-for-dependencies.ts';

const AT_ONCE = 8;

/** One container of a project, as the actions see it. */
export interface Member {
  id: string;
  name: string;
  service: string;
  state: string;
  dependsOn: Dependency[];
}

type Reporter = Pick<TaskHandle, 'signal' | 'report' | 'item'>;

const DOING: Record<ComposeAction, string> = {
  start: 'Starting',
  stop: 'Stopping',
  restart: 'Restarting',
  pause: 'Pausing',
  unpause: 'Resuming',
  kill: 'Killing',
};

/**
 * Does it to the containers of a project's services, in the order of their dependencies; those that are in the wanted
 * state already are left alone. All are tried.
 * @throws AppError that names those it could not be done to.
 */
export async function actOnProject(
  engine: Engine,
  request: { project: string; services: readonly string[]; action: ComposeAction },
  objects: EngineObjects,
  task: Reporter,
): Promise<{ status: string }> {
  const { action, project } = request;
  const all = toMembers(objects.containers);
  const chosen = chooseMembers(all, request.services).filter(({ state }) => concerns(action, state));
  const upwards = action === 'start' || action === 'restart' || action === 'unpause';
  const outcome = new Outcome(action, project, task);
  outcome.announce(chosen);
  for (const wave of inOrder(chosen, all, upwards)) {
    if (action === 'start') await waitForDependencies(engine, wave, all, task);
    await eachBounded(wave, AT_ONCE, async (member) => {
      task.signal.throwIfAborted();
      await outcome.try(member, DOING[action], () =>
        engine.use({ verb: action, operand: member.name }, (client) =>
          client.json({ method: 'POST', path: containerPath(member.id, `/${action}`) }),
        ),
      );
    });
  }
  return outcome.end();
}

/**
 * Removes what the engine has of a project: containers, those of "run" too, and networks; volumes where asked for.
 * With services only their containers. @throws AppError that names what is left.
 */
export async function removeProject(
  engine: Engine,
  request: { project: string; services: readonly string[]; volumes: boolean },
  objects: EngineObjects,
  task: Reporter,
): Promise<{ status: string }> {
  const all = toMembers(objects.containers, true);
  const chosen = chooseMembers(all, request.services);
  const outcome = new Outcome('remove', request.project, task);
  outcome.announce(chosen);
  for (const wave of inOrder(chosen, all, false)) {
    await eachBounded(wave, AT_ONCE, async (member) => {
      task.signal.throwIfAborted();
      await outcome.try(member, 'Removing', async () => {
        // Its own time to end, which a removal by force does not give.
        if (concerns('stop', member.state)) {
          await engine.use({ verb: 'stop', operand: member.name }, (client) =>
            client.json({ method: 'POST', path: containerPath(member.id, '/stop') }),
          );
        }
        await removeContainer(engine, member.id, { force: true, volumes: request.volumes });
      });
    });
  }
  if (request.services.length > 0) return outcome.end();
  for (const { Id: id, Name: name } of objects.networks) {
    task.signal.throwIfAborted();
    await outcome.try({ id: id ?? name, name }, 'Removing', () =>
      engine.use({ verb: 'remove the network', operand: name }, (client) =>
        removeNetwork(client, id ?? name),
      ),
    );
  }
  for (const { Name: name } of request.volumes ? objects.volumes : []) {
    task.signal.throwIfAborted();
    await outcome.try({ id: name, name }, 'Removing', () =>
      engine.use({ verb: 'remove the volume', operand: name }, (client) =>
        client.json({ method: 'DELETE', path: `/volumes/${encodeURIComponent(name)}` }),
      ),
    );
  }
  return outcome.end();
}

/** What was done and what could not be, told as the task goes. */
class Outcome {
  readonly #verb: string;
  readonly #project: string;
  readonly #task: Reporter;
  readonly #failures: string[] = [];
  #done = 0;

  constructor(verb: string, project: string, task: Reporter) {
    this.#verb = verb;
    this.#project = project;
    this.#task = task;
  }

  announce(members: readonly Member[]): void {
    for (const { id, name } of members) this.#task.item({ id, label: name, status: 'Waiting' });
  }

  async try(
    { id, name }: { id: string; name: string },
    doing: string,
    work: () => Promise<unknown>,
  ): Promise<void> {
    this.#task.item({ id, label: name, status: doing });
    try {
      await work();
      this.#done += 1;
      this.#task.item({ id, label: name, status: 'Done' });
    } catch (thrown) {
      const error = toAppError(thrown);
      if (error.code === 'cancelled') throw error;
      this.#failures.push(error.message);
      this.#task.item({ id, label: name, status: error.message });
    }
  }

  end(): { status: string } {
    if (this.#failures.length === 0) {
      return { status: this.#done === 0 ? 'There was nothing to do' : `${this.#done} done` };
    }
    const of = this.#failures.length + this.#done;
    throw new AppError(
      'engine_error',
      `Cannot ${this.#verb} all of '${this.#project}': ${this.#failures.length} of ${of} failed. ${this.#failures.join(' ')}`,
      'The others are done. Deal with what the messages name, then try again.',
    );
  }
}

export function toMembers(containers: ApiContainer[], withOneOffs = false): Member[] {
  return containers.flatMap((container) => {
    const labels = container.Labels ?? {};
    const oneOff = labels[LABEL.oneOff]?.toLowerCase() === 'true';
    if (oneOff && !withOneOffs) return [];
    return {
      id: container.Id,
      name: (container.Names?.[0] ?? container.Id.slice(0, 12)).replace(/^\//, ''),
      service: labels[LABEL.service] ?? '',
      state: container.State,
      dependsOn: parseDependsOn(labels[LABEL.dependsOn]),
    };
  });
}

function chooseMembers(all: readonly Member[], services: readonly string[]): Member[] {
  return services.length === 0 ? [...all] : all.filter(({ service }) => services.includes(service));
}

/** The engine would say "not modified" to the first ones, and refuse the others. */
function concerns(action: ComposeAction, state: string): boolean {
  if (action === 'start') return state !== 'running' && state !== 'paused' && state !== 'restarting';
  if (action === 'unpause') return state === 'paused';
  if (action === 'pause') return state === 'running';
  if (action === 'stop' || action === 'kill')
    return state === 'running' || state === 'paused' || state === 'restarting';
  return true;
}

/** The chosen ones in waves: what others depend on first, or last where it goes downwards. */
function inOrder(chosen: readonly Member[], all: readonly Member[], upwards: boolean): Member[][] {
  const services = new Map<string, string[]>();
  for (const { service, dependsOn } of all)
    services.set(
      service,
      dependsOn.map((dependency) => dependency.service),
    );
  const waves = serviceWaves([...services].map(([name, dependsOn]) => ({ name, dependsOn })));
  const ordered = upwards ? waves : waves.reverse();
  return ordered
    .map((wave) => chosen.filter(({ service }) => wave.includes(service)))
    .filter((members) => members.length > 0);
}
