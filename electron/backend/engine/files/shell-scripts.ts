import { stringToBytes } from '../../../../shared/byte-string.ts';

/**
 * What is run in containers that have `sh` and `stat`: POSIX sh, with what GNU, busybox and toybox share. Paths come
 * as arguments in the escapes of `printf %b`, for the engine's JSON cannot carry bytes that are no UTF-8.
 * Exit codes: see EXIT.
 */
export const EXIT = { missing: 3, incomplete: 4, exists: 5, mounted: 6 } as const;

/** Letters, digits and a few signs as they are, all other bytes as "\0ooo". */
export function escapeArgument(text: string): string {
  let escaped = '';
  for (const byte of stringToBytes(text)) {
    const character = String.fromCharCode(byte);
    escaped += /[\w./-]/.test(character) ? character : `\\0${byte.toString(8).padStart(3, '0')}`;
  }
  return escaped;
}

/** Sets `name` to the bytes of an argument; the letter after them keeps line ends at their end. */
const unescaped = (name: string, argument: string) =>
  `${name}=$(printf '%b_' "${argument}"); ${name}=\${${name}%_}\n`;
const PATH = unescaped('p', '$1');
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
const FOLDER = 'd=${p%/*}; [ -n "$d" ] || d=/\n';
const there = (name: string) => `{ [ -e "$${name}" ] || [ -L "$${name}" ]; }`;
/** Made by root, it belongs to whom its folder belongs to. */
const ADOPT = 'adopt() { o=$(stat -c %u:%g -- "$d") && chown -h "$o" "$1" 2>/dev/null; return 0; }\n';
/** What a link leads to, so that a link stays a link. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's
const FOLLOW = 'if [ -L "$p" ]; then q=$(readlink -f -- "$p" && echo _) && p=${q%?_}; fi\n';

/**
 * Ends where something is mounted at the path or below it, wherever links lead. A link itself is no such place. The
 * kernel has the mount points with blanks, line ends and backslashes as "\ooo".
 */
const NO_MOUNTS = `d=$(cd -P -- "\${p%/*}/" && pwd -P && echo _) && d=\${d%?_} || exit 1
r=\${d%/}/\${p##*/}
if [ -r /proc/self/mountinfo ]; then
  while read -r a b c e m f; do
    case $m in *\\\\*) m=$(printf '%b_' "$m"); m=\${m%_};; esac
    case $m/ in "$r"/*) exit ${EXIT.mounted};; esac
  done < /proc/self/mountinfo
fi
`;

/**
 * A record a name: token "S", the numbers, token "N", the name as given, token "L", the name and its target as %N
 * has them, token "E". The token is a random word, so that no name can look like the end of a record.
 */
const FORMAT = '"$T"\'S%f %s %Y %u %g %U %G \'"$T"\'N%n\'"$T"\'L%N\'"$T"\'E\'';
const FOLLOWED = '"$T"\'F%f \'"$T"\'N%n\'"$T"\'E\'';
const SHOW = `show() { stat -c ${FORMAT} -- "$@" 2>/dev/null; [ -z "$l" ] || stat -L -c ${FOLLOWED} -- "$@" 2>/dev/null; l=; }\n`;

/** Arguments: path, token. */
export const LIST = `${PATH}T=$2; l=
${SHOW}
[ -d "$p" ] || exit ${EXIT.missing}
cd -- "$p" || exit 1
set --
for f in * .[!.]* ..?*; do
  if [ -L "./$f" ]; then l=1; elif [ ! -e "./$f" ]; then continue; fi
  set -- "$@" "./$f"
  if [ $# -ge 150 ]; then show "$@"; set --; fi
done
[ $# -eq 0 ] || show "$@"
exit 0`;

/** Arguments: path, token, and "follow" for what a link leads to. */
export const STAT = `${PATH}T=$2; l=1
${SHOW}
if [ "$3" = follow ]; then :; ${FOLLOW}fi
${there('p')} || exit ${EXIT.missing}
show "$p"
exit 0`;

/** Arguments: path, number of bytes. Never more than was asked for: a file may grow while it is read. */
export const READ = `${PATH}[ -f "$p" ] || exit ${EXIT.missing}
exec head -c "$2" -- "$p"`;

/** Arguments: path, token, number of bytes to come. What comes is complete before anything is touched. */
export const WRITE = `${PATH}${FOLLOW}${FOLDER}${ADOPT}
t=$d/.$2
[ -d "$d" ] || exit ${EXIT.missing}
trap 'rm -f -- "$t"' EXIT
cat > "$t" || exit 1
[ "$(wc -c < "$t")" -eq "$3" ] || exit ${EXIT.incomplete}
if [ ! -e "$p" ]; then adopt "$t"; chmod 644 "$t"; mv -- "$t" "$p"; exit; fi
if [ "$(stat -c %h -- "$p")" = 1 ]; then
  chown "$(stat -c %u:%g -- "$p")" "$t" 2>/dev/null
  chmod "$(stat -c %a -- "$p")" "$t" && mv -f -- "$t" "$p" 2>/dev/null && exit 0
fi
cat "$t" > "$p"`;

/** Argument: path. */
export const MAKE_FOLDER = `${PATH}${FOLDER}${ADOPT}
${there('p')} && exit ${EXIT.exists}
[ -d "$d" ] || exit ${EXIT.missing}
mkdir -- "$p" && adopt "$p"`;

/** Argument: path. */
export const REMOVE = `${PATH}${there('p')} || exit ${EXIT.missing}
${NO_MOUNTS}rm -rf -- "$p"`;

/** Argument: path of a folder. */
export const EMPTY = `${PATH}[ -d "$p" ] || exit ${EXIT.missing}
cd -- "$p" || exit 1
for f in * .[!.]* ..?*; do rm -rf "./$f" || e=1; done
exit "\${e:-0}"`;

/** Arguments: from, to. */
export const RENAME = `${PATH}${unescaped('q', '$2')}
${there('p')} || exit ${EXIT.missing}
${there('q')} && exit ${EXIT.exists}
${NO_MOUNTS}mv -- "$p" "$q"`;

/** Argument: path of a folder. For what the engine's archives do not see: what is mounted inside the container. */
export const TAR = `${PATH}${FOLDER}cd -- "$d" && exec tar -cf - -- "\${p##*/}"`;

/** Prints "ok" where all that is needed is there. */
export const PROBE =
  '{ for c in stat head cat wc rm mv mkdir chown chmod; do command -v $c >/dev/null || exit 1; done; stat -c ok /; }';
