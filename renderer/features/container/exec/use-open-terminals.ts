import { useLive } from '../../../store/use-live.ts';

/** How many terminals run in a container; undefined where none does. */
export function useOpenTerminals(containerId: string | undefined): number | undefined {
  const { value } = useLive((client, signal) => client.exec.watch({}, { signal }), []);
  const running = (value?.sessions ?? []).filter(
    (session) => session.containerId === containerId && session.end === undefined,
  );
  return running.length || undefined;
}
