/** What Docker documents for the developer tools of an extension, in both forms that are in use. */
const SEQUENCES = [
  'up up down down left right left right p d t',
  'up up down down left left right left right p d t',
];
const LONGEST = Math.max(...SEQUENCES.map((keys) => keys.split(' ').length));

/** Listens to keys, and tells when they were the ones that open the developer tools. */
export class ToolsKeys {
  #last: string[] = [];

  /** @param key as `KeyboardEvent.key` */
  press(key: string): boolean {
    this.#last = [...this.#last, key.toLowerCase().replace(/^arrow/, '')].slice(-LONGEST);
    const pressed = this.#last.join(' ');
    const isWhole = SEQUENCES.some((keys) => pressed === keys || pressed.endsWith(` ${keys}`));
    if (isWhole) this.#last = [];
    return isWhole;
  }
}
