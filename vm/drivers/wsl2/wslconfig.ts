/**
 * `%UserProfile%\.wslconfig`, which holds for all distributions of a person. Read and changed as WSL itself does it: the
 * first of several values of a key counts, names are the same in capitals, `#` begins a comment, a backslash at the end of
 * a line continues it, lines that make no sense are skipped.
 * @see https://learn.microsoft.com/en-us/windows/wsl/wsl-config#wslconfig
 */

/** Keys of the section [wsl2]. */
export type WslConfigKey = 'memory' | 'processors' | 'swap';

interface Entry {
  /** In small letters. */
  section: string;
  key: string;
  value: string;
  /** Where the value is in the text, without what is around it. */
  from: number;
  to: number;
}

/** The value that counts; undefined where there is none. Names without regard to capitals. */
export function readWslConfig(text: string, key: string, section = 'wsl2'): string | undefined {
  return find(entriesOf(text).entries, section, key)?.value;
}

/** The text with these values in [wsl2]. Everything else stays, to the character. */
export function setWslConfig(text: string, values: Readonly<Partial<Record<WslConfigKey, string>>>): string {
  return Object.entries(values).reduce((sum, [key, value]) => setOne(sum, key, value), text);
}

function setOne(text: string, key: string, value: string): string {
  const { entries, sectionEnds } = entriesOf(text);
  const found = find(entries, 'wsl2', key);
  if (found) return text.slice(0, found.from) + value + text.slice(found.to);
  const newline = /\r?\n/.exec(text)?.[0] ?? '\r\n';
  const line = `${key}=${value}`;
  const end = sectionEnds.get('wsl2');
  if (end === undefined) {
    const gap = text === '' ? '' : text.endsWith('\n') ? newline : newline + newline;
    return `${text}${gap}[wsl2]${newline}${line}${newline}`;
  }
  // Behind the section's last entry, which may be the end of the file, without a line end.
  return `${text.slice(0, end)}${newline}${line}${text.slice(end) || newline}`;
}

function find(entries: readonly Entry[], section: string, key: string): Entry | undefined {
  return entries.find((each) => each.section === section.toLowerCase() && each.key === key.toLowerCase());
}

/** All entries, and for each section the place behind its last entry where it is first opened. */
function entriesOf(text: string): { entries: Entry[]; sectionEnds: Map<string, number> } {
  const entries: Entry[] = [];
  const sectionEnds = new Map<string, number>();
  let section = '';
  let isAgain = false;
  for (const { from, to } of logicalLines(text)) {
    const line = text.slice(from, to);
    const heading = /^[ \t]*\[([a-z][a-z0-9]*)\][ \t]*(?:#.*)?$/i.exec(line)?.[1];
    if (heading) {
      section = heading.toLowerCase();
      isAgain = sectionEnds.has(section);
    }
    const [before, key] = /^[ \t]*([a-z][a-z0-9]*)[ \t]*=[ \t]*/i.exec(line) ?? [];
    if (section && !isAgain && (heading || key)) sectionEnds.set(section, to);
    if (before === undefined || !key) continue;
    const raw = line.slice(before.length);
    const length = valueLength(raw);
    const start = from + before.length;
    const value = unquote(raw.slice(0, length));
    entries.push({ section, key: key.toLowerCase(), value, from: start, to: start + length });
  }
  return { entries, sectionEnds };
}

/** Lines without their ends; one that ends with a backslash goes on in the next. */
function* logicalLines(text: string): Generator<{ from: number; to: number }> {
  let from = 0;
  for (;;) {
    let to = from;
    for (;;) {
      const end = text.indexOf('\n', to);
      to = end < 0 ? text.length : end;
      if (end < 0 || !isContinued(text.slice(from, to))) break;
      to += 1;
    }
    const bare = text[to - 1] === '\r' ? to - 1 : to;
    yield { from, to: Math.max(bare, from) };
    if (to >= text.length) return;
    from = to + 1;
  }
}

/** Only a value can be continued, and not one that a comment ended. */
function isContinued(line: string): boolean {
  const bare = line.endsWith('\r') ? line.slice(0, -1) : line;
  const value = /^[ \t]*[a-z][a-z0-9]*[ \t]*=(.*)$/is.exec(bare)?.[1];
  if (value === undefined || valueEnd(value) < value.length) return false;
  return (/\\+$/.exec(bare)?.[0].length ?? 0) % 2 === 1;
}

/** Without the blanks before a comment or the line's end. */
function valueLength(raw: string): number {
  return raw.slice(0, valueEnd(raw)).trimEnd().length;
}

/** Where the comment begins, which is not one within quotes. */
function valueEnd(raw: string): number {
  let isQuoted = false;
  for (let at = 0; at < raw.length; at++) {
    if (raw[at] === '\\') at += 1;
    else if (raw[at] === '"') isQuoted = !isQuoted;
    else if (raw[at] === '#' && !isQuoted) return at;
  }
  return raw.length;
}

function unquote(raw: string): string {
  return raw
    .replace(/\\\r?\n/g, '')
    .replace(/\\(.)|"/g, (_match, escaped?: string) => escaped ?? '')
    .trim();
}

/** "8GB", "512M", "1024": what WSL reads as bytes, in powers of 1024. undefined where it would not take it. */
export function parseWslBytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+)([KMGT]B?|B)?$/.exec(text) ?? [];
  if (amount === undefined) return undefined;
  return Number(amount) * 1024 ** ' KMGT'.indexOf(unit[0] === 'B' ? ' ' : (unit[0] ?? ' '));
}

/** In whole megabytes, which every release reads. */
export function printWslBytes(bytes: number): string {
  return bytes === 0 ? '0' : `${Math.max(1, Math.floor(bytes / 1024 ** 2))}MB`;
}
