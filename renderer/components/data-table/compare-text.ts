const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

/** Names as people sort them: "web2" before "web10". */
export function compareText(a: string, b: string): number {
  return collator.compare(a, b);
}
