/** Listeners of one kind of event. A listener may remove itself or others while an event is delivered. */
export class Emitter<T> {
  readonly #listeners = new Set<(value: T) => void>();

  /** Returns the function that removes the listener. */
  on(listener: (value: T) => void): () => void {
    // Wrapped, so that the same function may listen twice and each removal ends one of them.
    const entry = (value: T) => listener(value);
    this.#listeners.add(entry);
    return () => this.#listeners.delete(entry);
  }

  emit(value: T): void {
    for (const listener of [...this.#listeners]) listener(value);
  }

  clear(): void {
    this.#listeners.clear();
  }
}
