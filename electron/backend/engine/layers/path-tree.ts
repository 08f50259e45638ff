/** The folder that everything is in. */
export const ROOT = 0;

/**
 * Paths as numbers: each name is kept once, and a number's parent is always smaller. An image has hundreds of
 * thousands of paths, most of them in every layer's view.
 */
export class PathTree {
  readonly #limit: number;
  readonly #names: string[] = [''];
  readonly #parents: number[] = [ROOT];
  readonly #children: (Map<string, number> | undefined)[] = [undefined];

  /** @param limit how many paths there may be */
  constructor(limit: number) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#names.length;
  }

  /** @throws RangeError where there would be more than the limit */
  add(path: string): number {
    let node = ROOT;
    for (const name of partsOf(path)) {
      let children = this.#children[node];
      if (!children) this.#children[node] = children = new Map();
      let child = children.get(name);
      if (child === undefined) {
        child = this.#names.length;
        if (child >= this.#limit) throw new RangeError(`more than ${this.#limit} paths`);
        this.#names.push(name);
        this.#parents.push(node);
        this.#children.push(undefined);
        children.set(name, child);
      }
      node = child;
    }
    return node;
  }

  find(path: string): number | undefined {
    let node: number | undefined = ROOT;
    for (const name of partsOf(path)) {
      node = this.#children[node]?.get(name);
      if (node === undefined) return undefined;
    }
    return node;
  }

  nameOf(node: number): string {
    return this.#names[node] ?? '';
  }

  parentOf(node: number): number {
    return this.#parents[node] ?? ROOT;
  }

  childrenOf(node: number): Iterable<number> {
    return this.#children[node]?.values() ?? [];
  }

  /** Absolute. */
  pathOf(node: number): string {
    const names: string[] = [];
    for (let at = node; at !== ROOT; at = this.parentOf(at)) names.push(this.nameOf(at));
    return `/${names.reverse().join('/')}`;
  }
}

/** Of "./a/b/" and "/a/b" alike. */
function partsOf(path: string): string[] {
  return path.split('/').filter((part) => part !== '' && part !== '.');
}
