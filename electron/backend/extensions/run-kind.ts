import type { ExtensionRun } from '../../../shared/contract/extensions.ts';

/** Commands of docker that show, and change nothing. */
const SHOWING = new Set(
  'diff events history images info inspect logs port ps search stats top version'.split(' '),
);
/** Those that have commands of their own, and which of these show. */
const AREAS = new Set(
  'builder buildx compose config container context image network node plugin secret service stack swarm system volume'.split(
    ' ',
  ),
);
const SHOWING_IN_AREA = new Set([...SHOWING, 'config', 'df', 'du', 'list', 'ls']);

export type RunKind = 'refused' | 'host' | 'container' | 'shown' | 'changed';

/**
 * What is kept of each kind does not depend on how much there is of another: an extension that asks for lists all day
 * does not push out what it changed. What is not known to show counts as a change.
 */
export function runKind({
  where,
  refused,
  command,
}: Pick<ExtensionRun, 'where' | 'refused' | 'command'>): RunKind {
  if (refused) return 'refused';
  if (where !== 'docker') return where;
  const [, verb = '', next = ''] = command.split(' ', 3);
  const shows = AREAS.has(verb) ? SHOWING_IN_AREA.has(next) : SHOWING.has(verb);
  return shows ? 'shown' : 'changed';
}
