/** How many colours there are; see `--log-source-*`. */
const COLORS = 10;

/** A name has the same colour each time, unless somebody else in the view has it already. */
export class SourceColors {
  readonly #byName = new Map<string, number>();
  readonly #taken = new Set<number>();

  /** As CSS has it. */
  colorOf(name: string): string {
    const known = this.#byName.get(name) ?? this.#choose(name);
    return `var(--log-source-${known})`;
  }

  #choose(name: string): number {
    let color = hashOf(name) % COLORS;
    while (this.#taken.has(color) && this.#taken.size < COLORS) color = (color + 1) % COLORS;
    this.#taken.add(color);
    this.#byName.set(name, color);
    return color;
  }
}

function hashOf(name: string): number {
  let hash = 0;
  for (let index = 0; index < name.length; index++) hash = (hash * 31 + name.charCodeAt(index)) >>> 0;
  return hash;
}
