import type { ComposeContainer, ComposeProject, ComposeService } from '../../../shared/contract/compose.ts';
import type { Task } from '../../../shared/contract/tasks.ts';
import { isActive } from '../../../shared/model/container-actions.ts';
import type { Tone } from '../../components/Badge.tsx';
import { t } from '../../i18n/index.ts';
import type { PierState } from '../../store/store.ts';
import { endedWell } from '../containers/container-age.ts';

/** All containers of its services. */
export function containersOf({ services }: Pick<ComposeProject, 'services'>): ComposeContainer[] {
  return services.flatMap(({ containers }) => containers);
}

export function countRunning(containers: readonly ComposeContainer[]): number {
  return containers.filter(({ state }) => isActive(state)).length;
}

export function projectState(project: ComposeProject): { tone: Tone; text: string } {
  const texts = t.compose.status;
  if (!project.onEngine) return { tone: 'idle', text: texts.down };
  const containers = containersOf(project);
  const running = countRunning(containers);
  if (containers.length === 0) return { tone: 'idle', text: texts.empty };
  if (containers.some(isBroken)) return { tone: 'bad', text: texts.running(running, containers.length) };
  if (running === 0) return { tone: 'idle', text: texts.stopped(containers.length) };
  const paused = containers.some(({ state }) => state === 'paused');
  return { tone: paused ? 'warn' : 'ok', text: texts.running(running, containers.length) };
}

/** It ended by itself and not well, or does not feel well. */
export function isBroken({ state, exitCode, health }: ComposeContainer): boolean {
  if (state === 'dead' || health === 'unhealthy') return true;
  return state === 'exited' && !endedWell(exitCode);
}

export function containerTone(container: ComposeContainer): Tone {
  if (isBroken(container)) return 'bad';
  if (container.state === 'running') return container.health === 'starting' ? 'busy' : 'ok';
  if (container.state === 'paused') return 'warn';
  return container.state === 'restarting' || container.state === 'removing' ? 'busy' : 'idle';
}

/** Those that hold every word of the text in what their row shows. */
export function filterProjects(projects: readonly ComposeProject[], text: string): ComposeProject[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return projects.filter(({ name, services, configFiles }) => {
    const shown = [name, ...configFiles, ...services.map((service) => service.name)].join('\n').toLowerCase();
    return words.every((word) => shown.includes(word));
  });
}

/** The newest task that works on a project now. */
export function runningTask({ tasks }: PierState, project: string): Task | undefined {
  for (const id of tasks.order) {
    const task = tasks.byId[id];
    if (task?.state === 'running' && task.subject === project && task.kind.startsWith('compose-'))
      return task;
  }
  return undefined;
}

/** "web-1" of "shop-web-1": what tells a container from others of its project. */
export function shortName({ name }: ComposeContainer, project: string): string {
  return name.startsWith(`${project}-`) ? name.slice(project.length + 1) : name;
}

export function runningOf({ containers }: ComposeService): number {
  return countRunning(containers);
}
