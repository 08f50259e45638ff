/** What a docker command may be told before its name. Others would lead it to another engine or to other programs. */
const HARMLESS_OPTIONS = new Set(['--version', '-v', '--help', '-h', '--debug', '-D']);
/** Those whose value is the next word, or stands behind "=". */
const HARMLESS_WITH_VALUE = new Set(['--log-level', '-l']);

/** Pier's own plugins: they install extensions and change settings, which is for people. */
const PIERS_OWN = new Set(['extension', 'pier']);

/**
 * The option or plugin that a docker command of an extension is refused for: `--host`, `--context`, `--config` and their like lead
 * it to an engine that nobody allowed, or have it run programs of another folder; `extension` and `pier` ask Pier itself. undefined for what is fine.
 */
export function refusedWord(words: readonly string[]): string | undefined {
  const { option, command = [] } = lookThrough(words);
  const [name = ''] = command;
  return option ?? (PIERS_OWN.has(name) ? name : undefined);
}

/** The command with what follows it, or the first option before it that is not harmless. Neither where there is none. */
function lookThrough(words: readonly string[]): { command?: readonly string[]; option?: string } {
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (!word.startsWith('-')) return { command: words.slice(at) };
    const [option = '', value] = word.split('=', 2);
    if (HARMLESS_WITH_VALUE.has(option)) at += value === undefined ? 1 : 0;
    else if (!HARMLESS_OPTIONS.has(word)) return { option };
  }
  return {};
}

/** Commands that have nothing to do with registries, whatever follows. */
const LOCAL = new Set(
  (
    'attach commit cp diff events exec export history images import info inspect kill load logs network pause port ps ' +
    'rename restart rm rmi save start stats stop system tag top unpause update version volume wait'
  ).split(' '),
);
/** Of those with commands of their own, what does. */
const ASKING: Readonly<Record<string, ReadonlySet<string>>> = {
  container: new Set(['create', 'run']),
  image: new Set(['build', 'pull', 'push']),
};

/** Whether a docker command may need logins of registries; what is not known here may. */
export function mayAskRegistry(words: readonly string[]): boolean {
  const [command, next = ''] = lookThrough(words).command ?? [];
  if (command === undefined || LOCAL.has(command)) return false;
  return ASKING[command]?.has(next) ?? true;
}

/**
 * Settings by which a program loads code, finds others, or is led elsewhere. Builds run git, which by its own runs what
 * it is told.
 */
const REFUSED_VARIABLES =
  /^(PATH|PATHEXT|COMSPEC|SYSTEMROOT|BASH_ENV|ENV|LD_.*|DYLD_.*|NODE_.*|PYTHON.*|PERL.*|GIT_.*|SSH_.*|XDG_.*|DOCKER_(HOST|CONTEXT|CONFIG|CERT_PATH|TLS|TLS_VERIFY|CLI_.*)|BUILDX_CONFIG|HOME|USERPROFILE|APPDATA|LOCALAPPDATA|PROGRAMDATA|PROGRAMFILES)$/i;

/** Of the variables that an extension gives its docker command those that are its own business. */
export function dockerVariables(env: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !REFUSED_VARIABLES.test(name)));
}
