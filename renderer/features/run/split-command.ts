/** A command line as argv, or the reason it cannot be one. */
export type SplitCommand = { argv: string[] } | { unclosed: "'" | '"' } | { loneBackslash: true };

/**
 * Splits a command line as a POSIX shell does, without expanding anything: words end at blanks, 'single quotes'
 * keep all, "double quotes" know \" \\ \$ \` and backslash-newline, a backslash elsewhere keeps the next sign.
 * Source: POSIX.1-2017, Shell Command Language, 2.2 Quoting.
 */
export function splitCommand(line: string): SplitCommand {
  const argv: string[] = [];
  let word: string | undefined;
  let index = 0;
  while (index < line.length) {
    const sign = line.charAt(index);
    if (/\s/.test(sign)) {
      if (word !== undefined) argv.push(word);
      word = undefined;
      index += 1;
    } else if (sign === "'") {
      const end = line.indexOf("'", index + 1);
      if (end < 0) return { unclosed: "'" };
      word = (word ?? '') + line.slice(index + 1, end);
      index = end + 1;
    } else if (sign === '"') {
      const quoted = readDoubleQuoted(line, index + 1);
      if (!quoted) return { unclosed: '"' };
      word = (word ?? '') + quoted.text;
      index = quoted.end;
    } else if (sign === '\\') {
      if (index + 1 >= line.length) return { loneBackslash: true };
      if (line.charAt(index + 1) !== '\n') word = (word ?? '') + line.charAt(index + 1);
      index += 2;
    } else {
      word = (word ?? '') + sign;
      index += 1;
    }
  }
  if (word !== undefined) argv.push(word);
  return { argv };
}

function readDoubleQuoted(line: string, start: number): { text: string; end: number } | undefined {
  let text = '';
  for (let index = start; index < line.length; index += 1) {
    const sign = line.charAt(index);
    if (sign === '"') return { text, end: index + 1 };
    const next = line.charAt(index + 1);
    if (sign === '\\' && next !== '' && '"\\$`\n'.includes(next)) {
      if (next !== '\n') text += next;
      index += 1;
    } else {
      text += sign;
    }
  }
  return undefined;
}
