import type { ContainerState } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { StateBadge } from './StateBadge.tsx';

/** The state of a container that another list tells of: its own, which is here a moment before that list's. */
export function KnownState({ id, state }: { id: string; state: ContainerState }) {
  const container = usePier(({ containers }) => containers.byId[id]);
  const pending = usePier(({ actions }) => actions.pending[id]);
  return container ? <StateBadge container={container} pending={pending} /> : t.containers.states[state];
}
