import type { PierHandlers } from '../../../shared/contract/index.ts';
import { watchState } from '../watch-state.ts';
import type { EngineRoom } from './engine-room.ts';
import type { EngineSwitch } from './engine-switch.ts';

/** Implements `contract.engines` for a connection that is in a room. */
export function enginesHandlers(engines: EngineSwitch, room: EngineRoom): PierHandlers['engines'] {
  return {
    list: () => engines.state(room),
    watch: (_input, { signal }) =>
      watchState({
        signal,
        onChange: (listener) => engines.onChange(listener),
        read: () => engines.state(room),
      }),
    async use({ id }) {
      await engines.use(id);
      return engines.state(room);
    },
  };
}
