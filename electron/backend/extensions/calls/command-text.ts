import { shellQuote } from '../../../../shared/shell-quote.ts';
import { REDACTED, redactText } from '../../diagnostics/bundle/redact.ts';
import { isSecretName } from '../../diagnostics/bundle/secret-names.ts';

/** Programs that take a password right behind `-p`. */
const PASSWORD_PROGRAMS = /(?:^|\/)(?:mysql\w*|mariadb[\w-]*|sshpass)$/;
/** What `-p` is followed by where it is a port or a folder. */
const PLAIN = /^(?:[\d.:[\]-]+(?:\/\w+)?|[./~].*)$/;

/** The same within a line for a shell. */
const IN_LINE = /(\b(?:login|mysql\w*|mariadb[\w-]*|sshpass)\b[^|;&\n]*?\s-p(?:\s+|=)?)([^\s'"]+)/g;

/** More of a command is not kept, in characters: see run-log.ts. The rest need not be looked through. */
const LOOKED_AT = 4000;

/**
 * The beginning of a command as a person would type it, for what is kept of it: passwords, tokens and the like are taken
 * out, whether they are a word behind an option, in it, in a variable or in an address.
 */
export function commandText(words: readonly string[]): string {
  const how = { isDocker: words[0] === 'docker', takesPassword: takesPassword(words) };
  let text = '';
  for (const [at, word] of words.entries()) {
    if (text.length > LOOKED_AT) break;
    text += `${at > 0 ? ' ' : ''}${wordText(word.slice(0, LOOKED_AT), words[at - 1] ?? '', how)}`;
  }
  return text;
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
    (words[0] === 'docker' && words.includes('login')) || words.some((word) => PASSWORD_PROGRAMS.test(word))
  );
}
