import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { ExecSessions } from './exec-sessions.ts';

/** The contract's exec. */
export function execHandlers(sessions: ExecSessions): PierHandlers['exec'] {
  return {
    watch: (_input, { signal }) => sessions.watch(signal),
    open: (request) => sessions.open(request),
    output: ({ id, from }, { signal }) => sessions.output(id, from, signal),
    write: async ({ id, data }) => {
      await sessions.write(id, data);
      return {};
    },
    resize: async ({ id, columns, rows }) => {
      await sessions.resize(id, columns, rows);
      return {};
    },
    close: ({ id }) => sessions.close(id),
    dismiss: (which) => {
      sessions.dismiss(which);
      return {};
    },
  };
}
