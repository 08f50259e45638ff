export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'boolean' | 'null';

/** One line of the tree. */
export interface JsonRow {
  /** Where it is, unique in its tree: a JSON pointer (RFC 6901); the root's is empty. */
  pointer: string;
  /** A property's name or an item's number; undefined for the root. */
  key: string | number | undefined;
  value: unknown;
  kind: JsonKind;
  /** 1 for the root. */
  level: number;
  /** Of its siblings, from 1 on. */
  position: number;
  siblings: number;
  /** Entries of an object or array, characters of a string. */
  size: number;
  /** undefined where there is nothing to open. */
  expanded: boolean | undefined;
}

/** Longer strings are cut, and open like an object. */
export const STRING_PREVIEW = 300;
/** More matches are not counted. */
export const MATCH_LIMIT = 10_000;
/** What is open at first: two levels, where they are short. */
const OPEN_AT_FIRST = 30;

export function kindOf(value: unknown): JsonKind {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return 'array';
  const type = typeof value;
  return type === 'string' || type === 'number' || type === 'boolean' ? type : 'object';
}

/** The lines that are in sight: those whose ancestors are all open. */
export function jsonRows(root: unknown, expanded: ReadonlySet<string>): JsonRow[] {
  const rows: JsonRow[] = [];
  const visit = (row: Omit<JsonRow, 'kind' | 'size' | 'expanded'>) => {
    const kind = kindOf(row.value);
    const size = sizeOf(row.value, kind);
    const canOpen = kind === 'string' ? size > STRING_PREVIEW : size > 0;
    const isOpen = canOpen && expanded.has(row.pointer);
    rows.push({ ...row, kind, size, expanded: canOpen ? isOpen : undefined });
    if (!isOpen || kind === 'string') return;
    const children = entriesOf(row.value, kind);
    children.forEach(([key, value], index) => {
      const pointer = pointerTo(row.pointer, key);
      visit({ pointer, key, value, level: row.level + 1, position: index + 1, siblings: children.length });
    });
  };
  visit({ pointer: '', key: undefined, value: root, level: 1, position: 1, siblings: 1 });
  return rows;
}

/** Pointers of the root and of what is short below it. */
export function firstExpanded(root: unknown): Set<string> {
  const open = new Set(['']);
  for (const [key, value] of entriesOf(root, kindOf(root))) {
    const size = kindOf(value) === 'string' ? 0 : sizeOf(value, kindOf(value));
    if (size > 0 && size <= OPEN_AT_FIRST) open.add(pointerTo('', key));
  }
  return open;
}

/** Pointers of all that can be opened at or below a pointer, but long strings. */
export function allBranches(root: unknown): Set<string> {
  const open = new Set<string>();
  walk(root, (pointer, _key, value) => {
    const kind = kindOf(value);
    if (kind !== 'string' && sizeOf(value, kind) > 0) open.add(pointer);
    return true;
  });
  return open;
}

/** Pointers of the entries whose name or value has the text, whatever its case, in order; at most `MATCH_LIMIT`. */
export function findInJson(root: unknown, text: string): string[] {
  const wanted = text.trim().toLowerCase();
  const found: string[] = [];
  if (wanted === '') return found;
  walk(root, (pointer, key, value) => {
    const kind = kindOf(value);
    const isBranch = kind === 'object' || kind === 'array';
    const inKey = typeof key === 'string' && key.toLowerCase().includes(wanted);
    if (inKey || (!isBranch && valueText(value).toLowerCase().includes(wanted))) found.push(pointer);
    return found.length < MATCH_LIMIT;
  });
  return found;
}

/** The pointers that must be open for this one to be in sight. */
export function ancestorsOf(pointer: string): string[] {
  const ancestors: string[] = [];
  for (let at = pointer.lastIndexOf('/'); at >= 0; at = at === 0 ? -1 : pointer.lastIndexOf('/', at - 1)) {
    ancestors.push(pointer.slice(0, at));
  }
  return ancestors;
}

/** As jq writes it, to be used on `docker inspect`: `.NetworkSettings.Ports["80/tcp"][0]`. */
export function jsonPath(root: unknown, pointer: string): string {
  let value = root;
  let path = '';
  for (const part of pointer.split('/').slice(1)) {
    const key = part.replaceAll('~1', '/').replaceAll('~0', '~');
    if (Array.isArray(value)) path += `${path === '' ? '.' : ''}[${key}]`;
    else if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) path += `.${key}`;
    else path += `${path === '' ? '.' : ''}[${JSON.stringify(key)}]`;
    value = (value as Record<string, unknown> | undefined)?.[key];
  }
  return path === '' ? '.' : path;
}

/** What is copied: a string as it is, everything else as JSON. */
export function copyText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value, null, 2) ?? 'null');
}

/** What is searched in, and shown, of a value without entries. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : String(value ?? null);
}

function sizeOf(value: unknown, kind: JsonKind): number {
  if (kind === 'array') return (value as unknown[]).length;
  if (kind === 'object') return Object.keys(value as object).length;
  return kind === 'string' ? (value as string).length : 0;
}

function entriesOf(value: unknown, kind: JsonKind): [string | number, unknown][] {
  if (kind === 'array') return (value as unknown[]).map((item, index) => [index, item]);
  return kind === 'object' ? Object.entries(value as object) : [];
}

function pointerTo(parent: string, key: string | number): string {
  return `${parent}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** Visits all in order, until `visit` says that it is enough. */
function walk(
  root: unknown,
  visit: (pointer: string, key: string | number | undefined, value: unknown) => boolean,
): void {
  const step = (pointer: string, key: string | number | undefined, value: unknown): boolean => {
    if (!visit(pointer, key, value)) return false;
    return entriesOf(value, kindOf(value)).every(([name, item]) =>
      step(pointerTo(pointer, name), name, item),
    );
  };
  step('', undefined, root);
}
