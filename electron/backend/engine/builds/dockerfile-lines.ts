/** An instruction of a Dockerfile, in the order the builder takes them. */
export interface Instruction {
  /** In capitals. */
  keyword: string;
  /** Without comments and line ends. */
  text: string;
  /** Counted from 1, both included. */
  lines: { first: number; last: number };
}

const HEREDOC_KEYWORDS = new Set(['RUN', 'COPY', 'ADD']);
const HEREDOC = /<<(-?)(["']?)([A-Za-z_][\w.]*)\2/g;

/**
 * Where the instructions of a Dockerfile are: comments, lines that go on in the next one, heredocs and the escape
 * directive as https://docs.docker.com/reference/dockerfile/ has them. Never fails: what the builder refuses is told
 * by the builder.
 */
export function dockerfileInstructions(dockerfile: string): Instruction[] {
  const lines = dockerfile.replace(/^\uFEFF/, '').split(/\r?\n/);
  const continued = escapeCharacter(lines) === '`' ? /`[ \t]*$/ : /\\[ \t]*$/;
  const instructions: Instruction[] = [];
  for (let at = 0; at < lines.length; at++) {
    if (isNothing(lines[at])) continue;
    const first = at;
    let text = '';
    for (; at < lines.length; at++) {
      const line = lines[at] ?? '';
      // Within an instruction comments and empty lines are left out.
      if (at > first && isNothing(line)) continue;
      text += line.replace(continued, '');
      if (!continued.test(line)) break;
    }
    let last = Math.min(at, lines.length - 1);
    const keyword = (/^\s*(\S+)/.exec(text)?.[1] ?? '').toUpperCase();
    if (HEREDOC_KEYWORDS.has(keyword)) last = at = heredocEnd(lines, text, last);
    instructions.push({ keyword, text: text.trim(), lines: { first: first + 1, last: last + 1 } });
  }
  return instructions;
}

function isNothing(line: string | undefined): boolean {
  return line === undefined || /^\s*(#|$)/.test(line);
}

/** Directives stand before everything else, comments among them. */
function escapeCharacter(lines: readonly string[]): string {
  for (const line of lines) {
    const directive = /^\s*#\s*([a-z]+)\s*=\s*(.*?)\s*$/i.exec(line);
    if (!directive) return '\\';
    if (directive[1]?.toLowerCase() === 'escape') return directive[2] ?? '\\';
  }
  return '\\';
}

/** The index of the line that ends the last heredoc of an instruction; `last` where it has none that ends. */
function heredocEnd(lines: readonly string[], text: string, last: number): number {
  let at = last;
  for (const [, dash, , name] of text.matchAll(HEREDOC)) {
    let end = at + 1;
    while (end < lines.length && (dash ? lines[end]?.replace(/^\t+/, '') : lines[end]) !== name) end++;
    if (end >= lines.length) return last;
    at = end;
  }
  return at;
}
