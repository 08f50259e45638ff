import type { CallOptions } from '../contract/define.ts';
import type { ExecItem } from '../contract/extension-api.ts';
import { AppError, toAppError } from '../errors.ts';
import { type ExecResult, execError, execResult } from './exec-result.ts';
import { OutputLines } from './output-lines.ts';
import { splitWords } from './split-words.ts';

export interface StreamOptions {
  onOutput?(data: { stdout: string } | { stderr: string }): void;
  onError?(error: unknown): void;
  onClose?(exitCode: number): void;
  splitOutputLines?: boolean;
}

export interface ExecOptions {
  cwd?: string;
  env?: Record<string, string | undefined>;
  stream?: StreamOptions;
}

export interface ExecProcess {
  close(): void;
}

export interface Exec {
  (cmd: string, args?: string[], options?: Omit<ExecOptions, 'stream'>): Promise<ExecResult>;
  (cmd: string, args: string[], options: ExecOptions & { stream: StreamOptions }): ExecProcess;
}

/** Runs words that no shell reads, and answers what they put out. */
export type RunWords = (
  input: { words: string[]; cwd?: string; env?: Record<string, string> },
  options: CallOptions,
) => AsyncIterable<ExecItem>;

export interface ExecPlace {
  run: RunWords;
  /** Before the command in what an error names: `docker `. */
  prefix: string;
  /** Of the computer that runs it: how a backslash is read. */
  platform: string;
}

/** A page that collects more than this loses its memory: it should take a stream. In characters. */
const OUTPUT_LIMIT = 256 * 1024 * 1024;

/**
 * `exec` of a place. Without `stream` the command is one text, split as a shell splits it; with it the words are those
 * that were given, as Docker Desktop does and extensions rely on.
 */
export function makeExec(place: ExecPlace): Exec {
  return ((cmd: string, args: string[] = [], options: ExecOptions = {}) => {
    const words = [cmd, ...(args ?? [])].map(String);
    return options?.stream ? spawn(place, words, options, options.stream) : collect(place, words, options);
  }) as Exec;
}

/** Runs a whole command line to its end. */
export async function collect(
  place: ExecPlace,
  parts: readonly string[],
  options?: ExecOptions,
): Promise<ExecResult> {
  const line = parts.join(' ');
  const cmd = place.prefix + line;
  const said = { stdout: '', stderr: '' };
  const fail = (code: number | string | null, message?: string) =>
    execError({ cmd, killed: false, signal: null, code, ...said }, message);
  let words: string[];
  try {
    words = splitWords(line, place.platform);
  } catch (error) {
    said.stderr = (error as Error).message;
    throw fail(2);
  }
  try {
    for await (const item of place.run({ words, ...surroundings(options) }, {})) {
      if ('stdout' in item) said.stdout += item.stdout;
      else if ('stderr' in item) said.stderr += item.stderr;
      else if (item.code === 0) return execResult({ cmd, killed: false, signal: null, code: 0, ...said });
      // As Node's: true only for what was ended by who ran it, which nobody can do without a stream.
      else throw execError({ cmd, killed: false, signal: item.signal, code: item.code, ...said });
      if (said.stdout.length + said.stderr.length > OUTPUT_LIMIT) {
        throw fail('ERR_CHILD_PROCESS_STDIO_MAXBUFFER', 'The output is too long: use a stream.');
      }
    }
  } catch (thrown) {
    if (thrown instanceof Error && 'cmd' in thrown) throw thrown;
    throw refusal(thrown, fail, said);
  }
  throw fail(null, 'The command ended without a word.');
}

/** What could not be run has what a shell would say of it. */
function refusal(
  thrown: unknown,
  fail: (code: number | string, message?: string) => Error,
  said: { stderr: string },
): Error {
  const { code, message } = toAppError(thrown);
  said.stderr += message;
  return fail(code === 'file_not_found' ? 127 : code === 'forbidden' ? 126 : code, message);
}

/** Runs words and hands over what they put out, one of the two at a time: extensions add up what they are given. */
export function spawn(
  place: ExecPlace,
  words: string[],
  options: ExecOptions,
  stream: StreamOptions,
): ExecProcess {
  const end = new AbortController();
  const tell = <A>(listener: ((argument: A) => void) | undefined, argument: A) => {
    if (end.signal.aborted || typeof listener !== 'function') return;
    try {
      listener.call(stream, argument);
    } catch (error) {
      // A listener's error is its own: what comes after it is told all the same.
      reportError(error);
    }
  };
  const lines = { stdout: new OutputLines(), stderr: new OutputLines() };
  const output = (name: 'stdout' | 'stderr', texts: string[]) => {
    for (const text of texts) tell(stream.onOutput, { [name]: text } as { stdout: string });
  };
  const push = (name: 'stdout' | 'stderr', text: string) =>
    output(name, stream.splitOutputLines ? lines[name].push(text) : [text]);
  const follow = async () => {
    for await (const item of place.run({ words, ...surroundings(options) }, { signal: end.signal })) {
      if ('stdout' in item) push('stdout', item.stdout);
      else if ('stderr' in item) push('stderr', item.stderr);
      else {
        output('stdout', lines.stdout.flush());
        output('stderr', lines.stderr.flush());
        if (item.code === null) tell(stream.onError, item.signal);
        else tell(stream.onClose, item.code);
      }
    }
  };
  follow().catch((thrown: unknown) => tell(stream.onError, toError(thrown)));
  return { close: () => end.abort() };
}

function toError(thrown: unknown): Error {
  return thrown instanceof AppError ? thrown : toAppError(thrown);
}

function surroundings(options: ExecOptions | undefined): { cwd?: string; env?: Record<string, string> } {
  const { cwd, env } = options ?? {};
  return {
    ...(typeof cwd === 'string' && { cwd }),
    ...(env && {
      env: Object.fromEntries(
        Object.entries(env)
          .filter(([, value]) => value !== undefined && value !== null)
          .map(([name, value]) => [name, String(value)]),
      ),
    }),
  };
}

function reportError(error: unknown): void {
  queueMicrotask(() => {
    throw error;
  });
}
