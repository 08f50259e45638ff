/**
 * The words of a command line, by a POSIX shell's rules for quotes and backslashes; nothing is expanded, and no
 * operator is known. On Windows a backslash is a letter of paths. Source: POSIX.1-2017, Shell Command Language, 2.2.
 * @throws Error where a quote has no end
 */
export function splitWords(line: string, platform = 'linux'): string[] {
  const words: string[] = [];
  let word: string | undefined;
  let quote: '"' | "'" | undefined;
  const escapes = platform !== 'win32';
  for (let at = 0; at < line.length; at += 1) {
    const letter = line[at] as string;
    const next = line[at + 1];
    if (quote === "'") {
      if (letter === quote) quote = undefined;
      else word += letter;
    } else if (letter === '\\' && isEscape(next, quote, escapes)) {
      // A line that goes on in the next one has nothing in between.
      if (next !== '\n') word = (word ?? '') + (next ?? '\\');
      at += 1;
    } else if (quote) {
      if (letter === quote) quote = undefined;
      else word += letter;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
      word ??= '';
    } else if (/\s/.test(letter)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else {
      word = (word ?? '') + letter;
    }
  }
  if (quote) throw new Error(`Unterminated quoted string: ${quote}`);
  if (word !== undefined) words.push(word);
  return words;
}

function isEscape(next: string | undefined, quote: '"' | undefined, escapes: boolean): boolean {
  if (quote) return next !== undefined && (escapes ? '"\\$`\n' : '"').includes(next);
  return escapes || next === '"' || next === "'";
}
