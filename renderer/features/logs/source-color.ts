/** How many colours there are; see `--log-source-*`. */
const COLORS = 10;

/** The same name has the same colour, whoever else is there. */
export function sourceColor(name: string): string {
  let hash = 0;
  for (let index = 0; index < name.length; index++) hash = (hash * 31 + name.charCodeAt(index)) | 0;
  return `var(--log-source-${Math.abs(hash) % COLORS})`;
}
