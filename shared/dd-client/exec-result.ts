/** What a command gave: of `@docker/extension-api-client-types`, with the methods that every extension relies on. */
export interface ExecResult {
  readonly cmd: string;
  readonly killed: boolean;
  readonly signal: string | null;
  readonly code: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
  lines(): string[];
  // biome-ignore lint/suspicious/noExplicitAny: as published
  parseJsonLines(): any[];
  // biome-ignore lint/suspicious/noExplicitAny: as published
  parseJsonObject(): any;
}

export type ExecOutcome = Pick<ExecResult, 'cmd' | 'killed' | 'signal' | 'code' | 'stdout' | 'stderr'>;

export function execResult(outcome: ExecOutcome): ExecResult {
  return withMethods({ ...outcome }, outcome.stdout);
}

/**
 * A command that failed. As Node's error of `exec` it has the same members as a result; what it was and why is its
 * message. Without one of its own members in JSON: extensions show these as text.
 */
export function execError(outcome: ExecOutcome, message?: string): Error & ExecResult {
  const said = outcome.stderr.trim();
  const error = new Error(message ?? `Command failed: ${outcome.cmd}${said && `\n${said}`}`);
  return withMethods(Object.assign(error, outcome), outcome.stdout);
}

/** Methods that are no part of what is listed or made JSON of. */
function withMethods<T extends object>(target: T, stdout: string): T & ExecResult {
  const lines = () => stdout.split(/\r?\n/);
  const methods = {
    lines,
    parseJsonLines: () =>
      lines()
        .filter((line) => line.trim() !== '')
        .map((line) => JSON.parse(line)),
    parseJsonObject: () => JSON.parse(stdout),
  };
  for (const [name, value] of Object.entries(methods)) Object.defineProperty(target, name, { value });
  return target as T & ExecResult;
}
