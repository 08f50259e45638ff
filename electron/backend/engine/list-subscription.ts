import type { ContainerSummary, ContainersUpdate } from '../../../shared/contract/containers.ts';

type Pending =
  | { kind: 'nothing' }
  | { kind: 'snapshot' }
  | { kind: 'disconnected' }
  | { kind: 'delta'; upsert: Map<string, ContainerSummary>; remove: Set<string> };

/**
 * One watcher's view of the list. What it has not fetched yet is merged, so a slow watcher costs no more memory than
 * the list itself and always gets the latest.
 */
export class ListSubscription {
  readonly #current: () => ContainerSummary[];
  #pending: Pending = { kind: 'nothing' };
  #sequence = 0;
  #wake: (() => void) | undefined;

  /** `current` is the whole list at the moment a snapshot is fetched. */
  constructor(current: () => ContainerSummary[]) {
    this.#current = current;
  }

  snapshot(): void {
    this.#put({ kind: 'snapshot' });
  }

  disconnected(): void {
    this.#put({ kind: 'disconnected' });
  }

  delta(upsert: ContainerSummary[], remove: string[]): void {
    // A snapshot that is still to be fetched will have it.
    if (this.#pending.kind === 'snapshot') return;
    const merged =
      this.#pending.kind === 'delta'
        ? this.#pending
        : { kind: 'delta' as const, upsert: new Map<string, ContainerSummary>(), remove: new Set<string>() };
    for (const container of upsert) {
      merged.upsert.set(container.id, container);
      merged.remove.delete(container.id);
    }
    for (const id of remove) {
      merged.upsert.delete(id);
      merged.remove.add(id);
    }
    this.#put(merged);
  }

  /** Ends, without an error, when the signal is aborted. */
  async *updates(signal: AbortSignal): AsyncGenerator<ContainersUpdate, void, void> {
    const wakeUp = () => this.#wake?.();
    signal.addEventListener('abort', wakeUp);
    try {
      while (!signal.aborted) {
        const update = this.#take();
        if (update) yield update;
        else await this.#somethingNew();
      }
    } finally {
      signal.removeEventListener('abort', wakeUp);
    }
  }

  #put(pending: Pending): void {
    this.#pending = pending;
    this.#wake?.();
  }

  #take(): ContainersUpdate | undefined {
    const pending = this.#pending;
    if (pending.kind === 'nothing') return undefined;
    this.#pending = { kind: 'nothing' };
    this.#sequence += 1;
    const sequence = this.#sequence;
    if (pending.kind === 'disconnected') return { kind: 'disconnected', sequence };
    if (pending.kind === 'snapshot') return { kind: 'snapshot', sequence, containers: this.#current() };
    return { kind: 'delta', sequence, upsert: [...pending.upsert.values()], remove: [...pending.remove] };
  }

  #somethingNew(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = undefined;
        resolve();
      };
    });
  }
}
