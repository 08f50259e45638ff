/** Where a member of the outermost object stands in the text. */
interface Member {
  key: string;
  /** From its key's quote to the end of its value. */
  start: number;
  valueStart: number;
  end: number;
}

/**
 * Sets a member of the outermost object of a JSON text, or with undefined takes it away. Every other byte stays: order,
 * indentation, numbers that a parser would round.
 * @throws SyntaxError where the text is no JSON object
 */
export function setMember(text: string, key: string, value: unknown): string {
  const parsed: unknown = JSON.parse(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw new SyntaxError('no object');
  const members = membersOf(text);
  // Of two with one name the last counts.
  const index = members.findLastIndex((each) => each.key === key);
  const found = members[index];
  if (value === undefined) return found ? without(text, members, index) : text;
  const indent = /\n([ \t]+)"/.exec(text)?.[1] ?? '';
  const written = JSON.stringify(value, null, indent).replaceAll('\n', `\n${indent}`);
  if (found) return text.slice(0, found.valueStart) + written + text.slice(found.end);
  const member = `${JSON.stringify(key)}: ${written}`;
  const last = members.at(-1);
  const lineEnd = indent === '' ? '' : `\n${indent}`;
  if (last) return `${text.slice(0, last.end)},${lineEnd || ' '}${member}${text.slice(last.end)}`;
  const open = text.indexOf('{') + 1;
  return `${text.slice(0, open)}\n\t${member}\n${text.slice(text.lastIndexOf('}'))}`;
}

function without(text: string, members: readonly Member[], index: number): string {
  const { start, end } = members[index] as Member;
  const before = members[index - 1];
  const after = members[index + 1];
  if (before) return text.slice(0, before.end) + text.slice(end);
  return after
    ? text.slice(0, start) + text.slice(after.start)
    : text.slice(0, start).trimEnd() + text.slice(end).trimStart();
}

/** Of a text that is known to be a JSON object. */
function membersOf(text: string): Member[] {
  const members: Member[] = [];
  let at = text.indexOf('{') + 1;
  for (;;) {
    at = skip(text, at, /[\s,]/);
    if (text[at] !== '"') return members;
    const start = at;
    const keyEnd = stringEnd(text, start);
    const valueStart = skip(text, keyEnd, /[\s:]/);
    at = valueEnd(text, valueStart);
    members.push({ key: JSON.parse(text.slice(start, keyEnd)), start, valueStart, end: at });
  }
}

function skip(text: string, from: number, what: RegExp): number {
  let at = from;
  while (at < text.length && what.test(text[at] ?? '')) at += 1;
  return at;
}

function stringEnd(text: string, start: number): number {
  let at = start + 1;
  while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
  return at + 1;
}

function valueEnd(text: string, start: number): number {
  if (text[start] === '"') return stringEnd(text, start);
  let depth = 0;
  let at = start;
  for (;;) {
    const character = text[at] ?? '}';
    if (character === '"') {
      at = stringEnd(text, at);
      continue;
    }
    if (depth === 0 && /[\s,}\]]/.test(character)) return at;
    if (/[{[]/.test(character)) depth += 1;
    if (/[}\]]/.test(character)) depth -= 1;
    at += 1;
    if (depth === 0 && /[}\]]/.test(character)) return at;
  }
}
