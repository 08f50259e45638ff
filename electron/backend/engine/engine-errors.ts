import { AppError, type ErrorCode } from '../../../shared/errors.ts';

/** A refusal in the engine's own words. Stays inside this folder: callers get an AppError. */
export class EngineHttpError extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** No answer within the time that a request gave. Stays inside this folder. */
export class EngineSilentError extends Error {
  constructor(milliseconds: number) {
    super(`no answer within ${milliseconds} ms`);
  }
}

/** What was tried, for the message: `{verb: 'start', operand: 'web'}` makes "Cannot start 'web': …". */
export interface Attempt {
  verb: string;
  operand: string;
}

export interface Rule {
  status?: number;
  pattern?: RegExp;
  code: ErrorCode;
  hint: string;
}

/** The first match counts, so the particular stands before the general. Patterns are the engine's wordings. */
const RULES: Rule[] = [
  {
    pattern: /port is already allocated|address already in use|ports are not available/i,
    code: 'port_taken',
    hint: 'Choose another host port, or stop what uses this one.',
  },
  {
    pattern: /is already in use by container/i,
    code: 'container_name_taken',
    hint: 'Choose another name, or remove the container that has it.',
  },
  {
    status: 404,
    pattern: /no such container/i,
    code: 'container_not_found',
    hint: 'It was removed meanwhile. The list shows the containers there are.',
  },
  {
    status: 404,
    pattern: /no such image/i,
    code: 'image_not_found',
    hint: 'Check the name, or pull or build the image first.',
  },
  {
    pattern: /image has dependent child images/i,
    code: 'image_in_use',
    hint: 'Other images are built on this one: remove those first.',
  },
  {
    pattern: /image is being used by|is using its referenced image/i,
    code: 'image_in_use',
    hint: 'Remove the containers made of it first.',
  },
  {
    pattern:
      /cannot remove a (running|paused|restarting) container|container is running: stop the container/i,
    code: 'container_running',
    hint: 'Stop it first, or remove it by force.',
  },
  {
    pattern: /container \S+ is (not running|restarting)/i,
    code: 'container_not_running',
    hint: 'Start it first.',
  },
  {
    pattern: /is not paused/i,
    code: 'engine_error',
    hint: 'Only a paused container can be resumed: start it instead.',
  },
  {
    pattern: /invalid container name/i,
    code: 'bad_input',
    hint: 'Use letters, digits, "_", "." and "-", at least two characters, a letter or digit first.',
  },
  {
    pattern: /is paused/i,
    code: 'engine_error',
    hint: 'Resume the container first: docker unpause.',
  },
  {
    pattern: /invalid reference format|repository name must be lowercase/i,
    code: 'bad_input',
    hint: 'An image is named like "nginx", "nginx:1.27" or "ghcr.io/owner/name:tag", in lower case.',
  },
  {
    pattern: /executable file not found|exec: ".*": (stat|permission denied)|no command specified/i,
    code: 'bad_input',
    hint: 'The image has no such command: give one that is in the image, by its full path if need be.',
  },
  {
    pattern: /is not shared with Pier's machine|cannot be shared, since Pier's machine/,
    code: 'path_not_shared',
    hint: 'Add its folder in Settings > File sharing, or choose one that is shared.',
  },
  {
    pattern: /unable to find (user|group)/i,
    code: 'bad_input',
    hint: 'The image has no such user or group: give one that is in its /etc/passwd or /etc/group, or a number.',
  },
  {
    pattern: /chdir to cwd/i,
    code: 'bad_input',
    hint: 'The container has no such folder: give one that is there.',
  },
  {
    pattern: /bind source path does not exist|invalid mount|invalid volume|mount denied/i,
    code: 'bad_input',
    hint: 'Give a volume name, or the absolute path of a folder that is there and is shared: see Settings > File sharing.',
  },
  {
    pattern: /no space left on device/i,
    code: 'engine_error',
    hint: "The engine's disk is full: remove what is not needed with docker system prune, or raise the disk limit.",
  },
  {
    pattern: /could not find the file|^lstat |^stat .*no such file/i,
    code: 'file_not_found',
    hint: 'It was removed or renamed meanwhile. Read the folder again.',
  },
  {
    pattern: /marked read-only|read-only file system|operation not permitted/i,
    code: 'file_refused',
    hint: 'See whether it is read-only or full, or mounted from somewhere else.',
  },
  {
    status: 404,
    pattern: /no such volume|get .*: no such/i,
    code: 'volume_not_found',
    hint: 'It was removed meanwhile. The list shows the volumes there are.',
  },
  {
    pattern: /volume is in use/i,
    code: 'volume_in_use',
    hint: 'Remove the containers that use it first.',
  },
  {
    pattern: /logging driver does not support reading|does not support reading/i,
    code: 'engine_error',
    hint: 'This container logs to a place that cannot be read back. Use the json-file or local log driver.',
  },
  { status: 400, code: 'bad_input', hint: 'Correct what the message names and try again.' },
  {
    status: 503,
    code: 'engine_unreachable',
    hint: 'Wait until the engine has started, or start it: pier start.',
  },
];

const INSECURE_HINT =
  'This registry has no TLS. Where you trust its network, add it to the insecure ones under Registries > Mirrors and trust.';
const CERTIFICATE_HINT =
  'Where an authority of your own signs its certificate, add that under Registries > Mirrors and trust.';

/** What a registry said is told apart from what the network did. */
const REGISTRY_RULES: { pattern: RegExp; hint: Record<'pull' | 'push', string> }[] = [
  {
    pattern: /toomanyrequests|rate limit/i,
    hint: {
      pull: 'The registry limits pulls: wait, or sign in under Registries.',
      push: 'The registry limits requests: wait, or sign in under Registries.',
    },
  },
  {
    pattern: /server gave HTTP response to HTTPS client/i,
    hint: {
      pull: INSECURE_HINT,
      push: INSECURE_HINT,
    },
  },
  {
    pattern: /x509|certificate/i,
    hint: { pull: CERTIFICATE_HINT, push: CERTIFICATE_HINT },
  },
  {
    pattern:
      /manifest .*unknown|not found|repository does not exist|unauthorized|authentication required|no basic auth|denied/i,
    hint: {
      pull: 'Check name and tag; for a private image sign in under Registries first, or log in with docker login.',
      push: 'Check the name: it has to begin with a registry and an account you may write to. Sign in under Registries first, or log in with docker login.',
    },
  },
  {
    pattern: /dial tcp|no such host|i\/o timeout|timeout|connection re(fused|set)|unreachable|tls|x509|EOF/i,
    hint: {
      pull: 'The registry cannot be reached: check network, VPN and proxy, or build or load the image locally.',
      push: 'The registry cannot be reached: check the name, network, VPN and proxy. Push again when it is back: what it has already is not sent again.',
    },
  },
];

/** Makes an AppError of what an engine call threw. */
export function toEngineError(thrown: unknown, attempt: Attempt): AppError {
  if (thrown instanceof AppError) return thrown;
  if (isAbort(thrown)) return cancelled(attempt, thrown);
  const what = `Cannot ${attempt.verb} '${attempt.operand}'`;
  if (!(thrown instanceof EngineHttpError)) {
    return new AppError(
      'engine_unreachable',
      `${what}: the engine does not answer (${reasonOf(thrown)}).`,
      "See whether it runs with 'pier status', and restart it with 'pier restart' if it does not recover.",
      { cause: thrown },
    );
  }
  const rule = ruleFor(thrown, RULES);
  return new AppError(
    rule?.code ?? 'engine_error',
    `${what}: ${sentence(thrown.message)}`,
    rule?.hint ?? "The engine refused it for the reason above. Its log has more: 'pier logs'.",
    { cause: thrown },
  );
}

/** As toEngineError, for what goes to a registry or comes from one. */
export function toRegistryError(thrown: unknown, verb: 'pull' | 'push', image: string): AppError {
  const rule =
    thrown instanceof EngineHttpError && REGISTRY_RULES.find(({ pattern }) => pattern.test(thrown.message));
  if (!rule) return toEngineError(thrown, { verb, operand: image });
  const code = verb === 'pull' ? 'image_pull_failed' : 'image_push_failed';
  return new AppError(code, `Cannot ${verb} '${image}': ${sentence(thrown.message)}`, rule.hint[verb], {
    cause: thrown,
  });
}

/** As toEngineError, with the rules of an area first: the same words of the engine mean different things there. */
export function toAreaError(thrown: unknown, attempt: Attempt, rules: readonly Rule[]): AppError {
  const rule = thrown instanceof EngineHttpError ? ruleFor(thrown, rules) : undefined;
  if (!(thrown instanceof EngineHttpError) || !rule) return toEngineError(thrown, attempt);
  const message = `Cannot ${attempt.verb} '${attempt.operand}': ${sentence(thrown.message)}`;
  return new AppError(rule.code, message, rule.hint, { cause: thrown });
}

function ruleFor(error: EngineHttpError, rules: readonly Rule[]): Rule | undefined {
  return rules.find(
    ({ status, pattern }) =>
      (status === undefined || status === error.status) && (pattern?.test(error.message) ?? true),
  );
}

function isAbort(thrown: unknown): boolean {
  return thrown instanceof Error && thrown.name === 'AbortError';
}

function cancelled(attempt: Attempt, cause: unknown): AppError {
  return new AppError(
    'cancelled',
    `Stopped before it was done: ${attempt.verb} '${attempt.operand}'.`,
    'Start it again if you still need it.',
    { cause },
  );
}

/** "ECONNREFUSED" says more to a search engine than Node's sentence, which names internal paths. */
function reasonOf(thrown: unknown): string {
  if (thrown instanceof Error) return (thrown as NodeJS.ErrnoException).code ?? thrown.message;
  return String(thrown);
}

/** One sentence that ends with a full stop. */
function sentence(message: string): string {
  const trimmed = message.trim() || 'the engine gave no reason';
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}
