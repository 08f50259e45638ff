import { ERROR_CODES, type ErrorCode, type ErrorData } from '../../../shared/errors.ts';
import type { StepReport } from '../driver.ts';

/** One line of the guest's status port. */
export type GuestReport =
  | { kind: 'step'; step: StepReport }
  | { kind: 'failure'; error: ErrorData }
  /** dockerd ended; the guest starts it again. */
  | { kind: 'engine-exit'; code: string };

const HINTS: Partial<Record<ErrorCode, string>> = {
  data_disk_newer: 'Start the newer version of Pier that made it, or set PIER_HOME to another folder.',
  data_disk_unusable:
    'Nothing on it was changed. Keep a copy of the file, or set PIER_HOME to another folder.',
};

/** Reads `step <id> <title>`, `fatal <code> <text>`, `engine-exit <code>`. undefined for others. */
export function parseGuestReport(line: string): GuestReport | undefined {
  const [word, argument = '', rest = ''] = splitWords(line.trim());
  switch (word) {
    case 'step':
      return argument && rest ? { kind: 'step', step: { id: argument, title: rest } } : undefined;
    case 'fatal':
      return { kind: 'failure', error: failure(argument, rest) };
    case 'engine-exit':
      return { kind: 'engine-exit', code: argument };
    default:
      return undefined;
  }
}

function splitWords(line: string): string[] {
  const [, word, argument, rest] = /^(\S+)(?:\s+(\S+))?(?:\s+(.*))?$/.exec(line) ?? [];
  return [word ?? '', argument ?? '', rest ?? ''];
}

function failure(word: string, text: string): ErrorData {
  const known = ERROR_CODES.find((code) => code === word);
  const code: ErrorCode = known ?? 'guest_failed';
  return {
    code,
    message: known ? text : `${word} ${text}`.trim(),
    hint:
      HINTS[code] ?? 'Look at the last lines of the console; if it goes on, please report it with the log.',
  };
}
