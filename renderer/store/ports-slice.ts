import type { PortForwardState, PortsUpdate } from '../../shared/contract/ports.ts';

export interface PortsSlice {
  /** undefined until it is known where published ports are. */
  published: PortsUpdate['published'] | undefined;
  /** What the backend forwards or cannot forward, by container. */
  byContainer: Readonly<Record<string, readonly PortForwardState[]>>;
}

export const initialPorts: PortsSlice = { published: undefined, byContainer: {} };

/** A container whose forwards did not change keeps its list: its row is not drawn again. */
export function reducePorts(before: PortsSlice, { published, forwards }: PortsUpdate): PortsSlice {
  const byContainer: Record<string, PortForwardState[]> = {};
  for (const forward of forwards) {
    byContainer[forward.containerId] ??= [];
    byContainer[forward.containerId]?.push(forward);
  }
  const kept = Object.entries(byContainer).map(([id, list]) => {
    const old = before.byContainer[id];
    return [id, old && JSON.stringify(old) === JSON.stringify(list) ? old : list] as const;
  });
  return { published, byContainer: Object.fromEntries(kept) };
}
