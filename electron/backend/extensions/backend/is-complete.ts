import { LABEL, parseDependsOn } from '../../compose/compose-labels.ts';
import type { ApiContainer } from '../../engine/engine-api.ts';
import type { ExtensionRecord } from '../extension-record.ts';

/**
 * Whether all of a backend runs that is to run. A job that ended well has done its work: one that another service waits
 * for, or any but the first service, which is the one that its page speaks to. An engine that ends ends that too, and
 * does not start it again where its file says so.
 */
export function isComplete(
  { services, socketContainer }: NonNullable<ExtensionRecord['backend']>,
  containers: readonly ApiContainer[],
): boolean {
  const jobs = new Set(
    containers
      .flatMap(({ Labels: labels }) => parseDependsOn(labels?.[LABEL.dependsOn]))
      .flatMap(({ service, condition }) => (condition === 'service_completed_successfully' ? [service] : [])),
  );
  const isWell = (name: string, index: number) => {
    const own = containers.filter(({ Labels: labels }) => labels?.[LABEL.service] === name);
    const mayEnd = index > 0 || jobs.has(name);
    return own.length > 0 && own.every((each) => isUp(each) || (mayEnd && hasEndedWell(each)));
  };
  const hasSocket = () =>
    containers.some((each) => each.Names?.includes(`/${socketContainer}`) && isUp(each));
  return services.every(({ name }, index) => isWell(name, index)) && (!socketContainer || hasSocket());
}

/** Whether it runs, or a person or the engine has it rest for a while. */
export function isUp({ State: state }: ApiContainer): boolean {
  return state === 'running' || state === 'restarting' || state === 'paused';
}

function hasEndedWell({ State: state, Status: status }: ApiContainer): boolean {
  return state === 'exited' && status.startsWith('Exited (0)');
}
