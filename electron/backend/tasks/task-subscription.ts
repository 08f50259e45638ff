import type { Task, TasksUpdate } from '../../../shared/contract/tasks.ts';
import { pause } from '../engine/pause.ts';

/** Nobody can read more often than this, in milliseconds. */
const UPDATE_EVERY_MS = 100;

/** One watcher's view of the tasks: changes are gathered, and a slow watcher gets the latest of each. */
export class TaskSubscription {
  readonly #find: (id: string) => Task | undefined;
  readonly #changed = new Set<string>();
  readonly #wakes = new Set<() => void>();

  constructor(find: (id: string) => Task | undefined) {
    this.#find = find;
  }

  changed(id: string): void {
    this.#changed.add(id);
    for (const wake of [...this.#wakes]) wake();
  }

  async *updates(signal: AbortSignal): AsyncGenerator<TasksUpdate, void, void> {
    while (!signal.aborted) {
      if (this.#changed.size === 0) {
        await pause({ signal, onChange: (listener) => this.#onChange(listener) });
        continue;
      }
      const ids = [...this.#changed];
      this.#changed.clear();
      const upsert = ids.flatMap((id) => this.#find(id) ?? []);
      yield { kind: 'delta', upsert, remove: ids.filter((id) => !this.#find(id)) };
      await pause({ signal, onChange: () => () => {}, milliseconds: UPDATE_EVERY_MS });
    }
  }

  #onChange(listener: () => void): () => void {
    this.#wakes.add(listener);
    return () => this.#wakes.delete(listener);
  }
}
