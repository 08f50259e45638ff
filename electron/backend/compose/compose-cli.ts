import type { TaskOutputLine } from '../../../shared/contract/tasks.ts';
import { AppError } from '../../../shared/errors.ts';
import { type LoginsForPrograms, noMoreLogins } from '../credentials/program-logins.ts';
import type { DockerPlugin, FoundProgram } from '../programs/docker-plugin.ts';
import { engineEnv } from '../programs/engine-env.ts';
import { captureProgram, runProgram } from '../programs/run-program.ts';
import type { ProjectFiles } from './project-source.ts';

/** The compose program, on the engine that Pier shows. */
export class ComposeCli {
  readonly #program: DockerPlugin;
  readonly #env: NodeJS.ProcessEnv;
  readonly #logins: LoginsForPrograms;

  constructor(options: {
    program: DockerPlugin;
    dockerSocket: string;
    env: NodeJS.ProcessEnv;
    logins?: LoginsForPrograms | undefined;
  }) {
    this.#logins = options.logins ?? noMoreLogins;
    this.#program = options.program;
    this.#env = engineEnv(options.env, options.dockerSocket);
  }

  find(): Promise<FoundProgram> {
    return this.#program.find();
  }

  /** What a command says. @throws AppError `compose_missing`, `compose_file_invalid` with its reason, `cancelled`. */
  async read(
    files: ProjectFiles,
    command: readonly string[],
    options: { signal: AbortSignal /** In place of the files. */; input?: string },
  ): Promise<{ stdout: string; warnings: string[] }> {
    const { path } = await this.#program.find();
    const args = [...fileArgs(files, options.input !== undefined), '--profile', '*', ...command];
    const { code, stdout, stderr } = await captureProgram(path, args, {
      cwd: files.workingDir,
      env: this.#env,
      input: options.input,
      signal: options.signal,
    });
    const { warnings, reason } = readMessages(stderr.split('\n'));
    if (code === 0) return { stdout, warnings };
    throw new AppError(
      'compose_file_invalid',
      `Cannot read '${files.configFiles.join("', '")}': ${reason}`,
      'Correct the file where the message points to. It is read again when it is saved.',
    );
  }

  /** Runs a command to its end. @throws AppError `compose_missing`, `compose_failed` with its reason, `cancelled`. */
  async run(
    files: ProjectFiles,
    command: readonly string[],
    options: { verb: string; signal: AbortSignal; onLine: (line: TaskOutputLine) => void },
  ): Promise<void> {
    const { path } = await this.#program.find();
    const said: string[] = [];
    const code = await this.#logins.use((variables) =>
      runProgram(path, [...fileArgs(files, false), ...command], {
        cwd: files.workingDir,
        env: { ...this.#env, ...variables },
        signal: options.signal,
        onLine: (line) => {
          options.onLine(line);
          if (line.stream === 'stderr') said.push(line.text);
          if (said.length > 50) said.shift();
        },
      }),
    );
    if (code === 0) return;
    const { reason } = readMessages(said);
    throw new AppError(
      'compose_failed',
      `Cannot ${options.verb} '${files.name}': ${reason}`,
      'The output of the task has all that compose said.',
    );
  }
}

/** The options before the command. */
export function fileArgs(
  { name, workingDir, configFiles, envFiles }: ProjectFiles,
  fromInput: boolean,
): string[] {
  return [
    '--progress',
    'plain',
    '--ansi',
    'never',
    ...(name === '' ? [] : ['--project-name', name]),
    '--project-directory',
    workingDir,
    ...(fromInput ? ['-'] : configFiles).flatMap((file) => ['--file', file]),
    ...envFiles.flatMap((file) => ['--env-file', file]),
  ];
}

const PROGRESS = /^ (Container|Network|Volume|Image|Service|Config|Secret) /;

/** What compose said on standard error: `level=warning` lines, and the last that tells why it ended. */
export function readMessages(lines: readonly string[]): { warnings: string[]; reason: string } {
  const warnings: string[] = [];
  let reason = '';
  for (const line of lines) {
    const logged = /^time=\S+ level=(\w+) msg=("(?:[^"\\]|\\.)*"|\S+)/.exec(line);
    const text = logged ? unquote(logged[2] ?? '') : line.trim();
    if (logged?.[1] === 'warning') warnings.push(text);
    else if (text !== '' && !PROGRESS.test(line) && !/^#\d+ /.test(line)) reason = text;
  }
  if (reason === '') reason = 'compose gave no reason';
  return { warnings, reason: /[.!?]$/.test(reason) ? reason : `${reason}.` };
}

function unquote(text: string): string {
  if (!text.startsWith('"')) return text;
  try {
    return String(JSON.parse(text));
  } catch {
    return text.slice(1, -1);
  }
}
