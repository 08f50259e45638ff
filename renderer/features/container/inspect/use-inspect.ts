import { useEffect, useRef } from 'react';
import type { ContainerSummary } from '../../../../shared/contract/containers.ts';
import { type Query, useQuery } from '../../../store/use-live.ts';

/**
 * All that the engine knows of a container, asked again when the list shows that it changed. What was known last stays
 * when it is removed.
 */
export function useInspect(container: ContainerSummary, exists: boolean): Query<Record<string, unknown>> {
  const { id } = container;
  const query = useQuery((client, signal) => client.containers.inspect({ id }, { signal }), [id]);
  const asked = useRef(container);
  const { again } = query;
  useEffect(() => {
    if (asked.current === container || !exists) return;
    asked.current = container;
    again();
  }, [container, exists, again]);
  return query;
}
