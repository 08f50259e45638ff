/** Where a value is in a JSON text: names of members and places in lists, from the outermost on. */
export type JsonPath = readonly (string | number)[];

/**
 * Replaces string values of a JSON text where `replace` gives another one. Every other byte stays as it was: numbers that a
 * parser would round, order, members that are there twice.
 * @throws SyntaxError where the text is no JSON
 */
export function replaceJsonStrings(
  text: string,
  replace: (path: JsonPath, value: string) => string | undefined,
): string {
  JSON.parse(text);
  const parts: string[] = [];
  let taken = 0;
  let at = 0;
  const blank = () => {
    while (/\s/.test(text[at] ?? '')) at += 1;
  };
  const string = (): string => {
    const start = at;
    at += 1;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at += 1;
    return JSON.parse(text.slice(start, at));
  };
  const items = (end: string, item: (index: number) => void) => {
    at += 1;
    for (let index = 0; ; index++) {
      blank();
      if (text[at] === end) break;
      if (text[at] === ',') {
        at += 1;
        blank();
      }
      item(index);
    }
    at += 1;
  };
  const value = (path: JsonPath): void => {
    blank();
    const start = at;
    switch (text[at]) {
      case '"': {
        const found = string();
        const wanted = replace(path, found);
        if (wanted === undefined || wanted === found) return;
        parts.push(text.slice(taken, start), JSON.stringify(wanted));
        taken = at;
        return;
      }
      case '{':
        items('}', () => {
          const key = string();
          blank();
          at += 1;
          value([...path, key]);
        });
        return;
      case '[':
        items(']', (index) => value([...path, index]));
        return;
      default:
        while (at < text.length && !/[\s,\]}]/.test(text[at] ?? '')) at += 1;
    }
  };
  value([]);
  return parts.join('') + text.slice(taken);
}
