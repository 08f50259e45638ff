/**
 * The newest `capacity` items in the order they came. Items have absolute numbers that never change, so that a
 * view can keep its place while old ones are let go. Adding is O(1) per item.
 */
export class LogRing<T> {
  private items: T[] = [];
  /** Where the oldest item is in `items` once it is full. */
  private head = 0;
  /** How many items were let go; the absolute number of the oldest one kept. */
  dropped = 0;

  constructor(readonly capacity: number) {
    if (!Number.isInteger(capacity) || capacity < 1) throw new RangeError(`Bad capacity ${capacity}`);
  }

  get length(): number {
    return this.items.length;
  }

  push(added: readonly T[]): void {
    // Of a batch larger than the ring only the tail can stay.
    const skip = Math.max(0, added.length - this.capacity);
    if (skip > 0) {
      this.dropped += this.items.length + skip;
      this.items = [];
      this.head = 0;
    }
    for (let index = skip; index < added.length; index += 1) {
      const item = added[index] as T;
      if (this.items.length < this.capacity) {
        this.items.push(item);
      } else {
        this.items[this.head] = item;
        this.head = (this.head + 1) % this.capacity;
        this.dropped += 1;
      }
    }
  }

  /** @param index 0 is the oldest item kept */
  at(index: number): T | undefined {
    if (index < 0 || index >= this.items.length) return undefined;
    return this.items[(this.head + index) % this.items.length];
  }

  last(): T | undefined {
    return this.at(this.items.length - 1);
  }

  toArray(): T[] {
    return [...this.items.slice(this.head), ...this.items.slice(0, this.head)];
  }
}
