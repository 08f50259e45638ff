/** A container's event, reduced to what the list needs. */
export interface ContainerEvent {
  id: string;
  /** Without the detail that some actions carry after a colon: "health_status", "exec_start". */
  action: string;
  /** "healthy" of "health_status: healthy", the command of "exec_start: ls". */
  detail: string | undefined;
}

/** These change nothing of a container that any list shows; health checks alone make three every few seconds. */
export const WITHOUT_EFFECT: ReadonlySet<string> = new Set([
  'archive-path',
  'attach',
  'commit',
  'copy',
  'detach',
  'exec_create',
  'exec_detach',
  'exec_die',
  'exec_start',
  'export',
  'extract-to-dir',
  'resize',
  'top',
]);

/**
 * Reads `Action` and `Actor.ID`: the top-level `status` and `id` are gone from API 1.52 on.
 * Anything that is not a container's event is undefined.
 */
export function parseContainerEvent(event: unknown): ContainerEvent | undefined {
  if (typeof event !== 'object' || event === null) return undefined;
  const { Type: type, Action: action, Actor: actor } = event as Record<string, unknown>;
  if (type !== 'container' || typeof action !== 'string') return undefined;
  const id = typeof actor === 'object' && actor !== null ? (actor as Record<string, unknown>).ID : undefined;
  if (typeof id !== 'string' || id === '') return undefined;
  const colon = action.indexOf(':');
  if (colon < 0) return { id, action, detail: undefined };
  return { id, action: action.slice(0, colon), detail: action.slice(colon + 1).trim() };
}

/** An action that is not known counts as a change: a look too many is better than a stale row. */
export function changesList(event: ContainerEvent): boolean {
  return !WITHOUT_EFFECT.has(event.action);
}
