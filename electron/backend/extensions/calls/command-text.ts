import { shellQuote } from '../../../../shared/shell-quote.ts';
import { REDACTED, redactText } from '../../diagnostics/bundle/redact.ts';
import { isSecretName } from '../../diagnostics/bundle/secret-names.ts';

/** Programs that take a password right behind `-p`. */
const PASSWORD_PROGRAMS = /(?:^|\/)(?:mysql\w*|mariadb[\w-]*|sshpass)$/;
/** What `-p` is followed by where it is a port or a folder. */
const PLAIN = /^(?:[\d.:[\]-]+(?:\/\w+)?|[./~].*)$/;

/** The same within a line for a shell. */
const IN_LINE = /(\b(?:login|mysql\w*|mariadb[\w-]*|sshpass)\b[^|;&\n]*?\s-p(?:\s+|=)?)([^\s'"]+)/g;

/** More of either end is not kept, in characters: see run-log.ts. The rest need not be looked through. */
const LOOKED_AT = 2000;
/** No name of a program is longer. */
const NAME_LIMIT = 4096;

/**
 * A command as a person would type it, for what is kept of it, without the middle of a long one: passwords, tokens and
 * the like are taken out, whether they are a word behind an option, in it, in a variable or in an address.
 */
export function commandText(words: readonly string[]): string {
  const how = { isDocker: words[0] === 'docker', takesPassword: takesPassword(words) };
  const text = (at: number) => wordText(endsOf(words[at] ?? ''), words[at - 1] ?? '', how);
  const beginning: string[] = [];
  for (let length = 0; beginning.length < words.length && length <= LOOKED_AT; ) {
    const next = text(beginning.length);
    beginning.push(next);
    length += next.length + 1;
  }
  const end: string[] = [];
  for (let length = 0; beginning.length + end.length < words.length && length <= LOOKED_AT; ) {
    const next = text(words.length - end.length - 1);
    end.unshift(next);
    length += next.length + 1;
  }
  const isWhole = beginning.length + end.length === words.length;
  return [...beginning, ...(isWhole ? [] : ['…']), ...end].join(' ');
}

/** Both ends of a long word. The second begins with a word of its own, so that no secret is cut in two. */
function endsOf(word: string): string {
  if (word.length <= 2 * LOOKED_AT) return word;
  return `${word.slice(0, LOOKED_AT)} … ${word.slice(-LOOKED_AT).replace(/^\S*\s+/, '')}`;
}

interface CommandKind {
  isDocker: boolean;
  /** Whether `-p` is followed by a password, even if that is made of digits. */
  takesPassword: boolean;
}

function wordText(word: string, before: string, how: CommandKind): string {
  if (isSecret(word, before, how)) return REDACTED;
  if (/^-p./.test(word) && how.takesPassword) return `-p${REDACTED}`;
  const [, name, sign = '=', value] = /^(-{0,2}[\w.-]+)([=:])(.+)$/s.exec(word) ?? [];
  if (name !== undefined && value && isSecretName(name.replace(/^-+/, '')))
    return `${shellQuote(name)}${sign}${REDACTED}`;
  return shellQuote(redactText(word).replace(IN_LINE, `$1${REDACTED}`));
}

/** Whether a word is the value of the one before. `--password-stdin` has none. */
function isSecret(word: string, before: string, { isDocker, takesPassword: takes }: CommandKind): boolean {
  if (before === '-p') return takes || (!isDocker && !word.startsWith('-') && !PLAIN.test(word));
  const [, name = ''] = /^--?([A-Za-z][\w-]{1,60})$/.exec(before) ?? [];
  return !word.startsWith('-') && !/-stdin$/.test(name) && isSecretName(name);
}

/** Whether it signs in, or runs a program that takes a password so. */
function takesPassword(words: readonly string[]): boolean {
  return (
    (words[0] === 'docker' && words.includes('login')) ||
    words.some((word) => word.length < NAME_LIMIT && PASSWORD_PROGRAMS.test(word))
  );
}
