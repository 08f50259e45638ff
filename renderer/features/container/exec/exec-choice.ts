import type { ExecSession, OpenExecInput } from '../../../../shared/contract/exec.ts';
import type { ErrorData } from '../../../../shared/errors.ts';
import { t } from '../../../i18n/index.ts';
import { splitCommand } from '../../run/split-command.ts';

/** What a person chooses for a terminal. Empty: as the container has it. */
export interface ExecChoice {
  command: string;
  user: string;
  workingDir: string;
}

export type ExecProblems = Partial<Record<keyof ExecChoice, string>>;

/** A terminal takes its place's size as soon as it is shown. */
export const FIRST_SIZE = { columns: 120, rows: 30 };

export const noChoice: ExecChoice = { command: '', user: '', workingDir: '' };

/** What can be seen to be wrong before the engine is asked. */
export function problemsOf(choice: ExecChoice): ExecProblems {
  const problems: ExecProblems = {};
  const split = splitCommand(choice.command);
  if ('unclosed' in split) problems.command = t.exec.unclosedQuote(split.unclosed);
  if ('loneBackslash' in split) problems.command = t.exec.loneBackslash;
  const workingDir = choice.workingDir.trim();
  if (workingDir !== '' && !workingDir.startsWith('/')) problems.workingDir = t.exec.absolutePath;
  return problems;
}

/** The engine's refusal at the field that it is about; undefined where it is about none. */
export function problemsOfError(error: ErrorData): ExecProblems | undefined {
  const text = `${error.message} ${error.hint}`;
  if (error.code === 'exec_no_shell') return { command: text };
  if (error.code !== 'bad_input') return undefined;
  if (/unable to find (user|group)/i.test(error.message)) return { user: error.hint };
  if (/chdir to cwd/i.test(error.message)) return { workingDir: error.hint };
  if (/exec: |executable file/i.test(error.message)) return { command: text };
  return undefined;
}

/** @param choice one without problems */
export function toRequest(
  containerId: string,
  choice: ExecChoice,
  size: { columns: number; rows: number },
): OpenExecInput {
  const split = splitCommand(choice.command);
  const argv = 'argv' in split ? split.argv : [];
  const user = choice.user.trim();
  const workingDir = choice.workingDir.trim();
  return {
    containerId,
    ...(argv.length > 0 ? { command: argv } : {}),
    ...(user === '' ? {} : { user }),
    ...(workingDir === '' ? {} : { workingDir }),
    ...size,
  };
}

/** "bash" of "/usr/bin/bash -l": what a session is called. */
export function shortCommand({ command }: Pick<ExecSession, 'command'>): string {
  const program = command[0] ?? '';
  return program.slice(program.lastIndexOf('/') + 1) || program;
}

/** Names of the sessions, in their order; those of one name are numbered. */
export function sessionNames(sessions: readonly ExecSession[]): string[] {
  const seen = new Map<string, number>();
  return sessions.map((session) => {
    const command = shortCommand(session);
    const number = (seen.get(command) ?? 0) + 1;
    seen.set(command, number);
    return t.exec.session(command, number);
  });
}

/** How a session ended, in words. */
export function endText({ end }: ExecSession): string {
  if (!end) return '';
  if (end.reason === 'lost') return t.exec.lost;
  if (end.leftBehind) return t.exec.leftBehind;
  return end.reason === 'closed' ? t.exec.closed : t.exec.exited(end.exitCode);
}
