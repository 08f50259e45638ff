/** The variables of an env file, and the lines that are none. */
export interface EnvFile {
  variables: { name: string; value: string }[];
  /** Numbers of lines, from 1. */
  badLines: number[];
}

/**
 * Reads "NAME=value" lines: comments and blank lines are passed over, "export " may stand before a name, and a pair of
 * quotes around a value is taken off; in double quotes \n, \" and \\ are what they stand for. A later line of the same
 * name wins, where the first one stood.
 */
export function parseEnvFile(text: string): EnvFile {
  const variables = new Map<string, string>();
  const badLines: number[] = [];
  text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .forEach((line, index) => {
      const trimmed = line.trim();
      if (trimmed === '' || trimmed.startsWith('#')) return;
      const match = /^(?:export\s+)?([^=\s'"]+)\s*=(.*)$/.exec(trimmed);
      const value = match && unquote(match[2]?.trim() ?? '');
      if (!match?.[1] || value === undefined || value === null) badLines.push(index + 1);
      else variables.set(match[1], value);
    });
  return { variables: [...variables].map(([name, value]) => ({ name, value })), badLines };
}

/** undefined where a quote is not closed. */
function unquote(value: string): string | undefined {
  const quote = value.charAt(0);
  if (quote !== '"' && quote !== "'") return value.replace(/\s+#.*$/, '');
  const end = quote === "'" ? value.indexOf("'", 1) : closingQuote(value);
  // What follows the closing quote may only be a comment.
  if (end < 0 || !/^\s*(#.*)?$/.test(value.slice(end + 1))) return undefined;
  const inner = value.slice(1, end);
  if (quote === "'") return inner;
  return inner.replace(/\\([nrt"\\$])/g, (_, sign: string) => ESCAPES[sign] ?? sign);
}

const ESCAPES: Record<string, string> = { n: '\n', r: '\r', t: '\t' };

function closingQuote(value: string): number {
  for (let index = 1; index < value.length; index += 1) {
    if (value.charAt(index) === '\\') index += 1;
    else if (value.charAt(index) === '"') return index;
  }
  return -1;
}
