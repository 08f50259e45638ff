import type { PierHandlers } from '../../../shared/contract/index.ts';
import type { TaskRegistry } from './task-registry.ts';

export function taskHandlers(tasks: TaskRegistry): PierHandlers['tasks'] {
  return {
    watch: (_input, { signal }) => tasks.watch(signal),
    cancel: ({ id }) => {
      tasks.cancel(id);
      return {};
    },
    dismiss: ({ id }) => {
      tasks.dismiss(id);
      return {};
    },
    output: ({ id }, { signal }) => tasks.output(id, signal),
  };
}
