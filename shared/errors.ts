/**
 * Errors are data. Every error a user can meet has a code, a message ("verb 'operand': cause")
 * and a hint that says what to do next.
 */

/** The codes a user can meet. A code never changes its meaning: the CLI and scripts rely on it. */
export const ERROR_CODES = [
  'internal',
  'cancelled',
  'bad_input',
  'unknown_method',
  'forbidden',
  'connection_lost',
  'home_not_writable',
  'home_disk_full',
  'socket_path_too_long',
  'home_in_use',
  'settings_invalid',
  'backend_not_running',
  'qemu_missing',
  'image_build_failed',
  'image_build_unsupported',
  'image_corrupt',
  'data_disk_newer',
  'data_disk_unusable',
  'machine_start_failed',
  'machine_start_timeout',
  'machine_crashed',
  'machine_busy',
  'machine_not_running',
  'guest_failed',
  'capability_missing',
  'engine_unreachable',
  'engine_error',
  'container_not_found',
  'container_name_taken',
  'container_running',
  'image_not_found',
  'image_pull_failed',
  'port_taken',
  'not_built',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** What crosses a process border: an AppError without its stack. */
export interface ErrorData {
  code: ErrorCode;
  message: string;
  hint: string;
  /** What was said last where it happened, oldest first: the end of a console. Shown below the message. */
  lastLines?: readonly string[] | undefined;
}

export class AppError extends Error implements ErrorData {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly hint: string;
  readonly lastLines: readonly string[] | undefined;

  constructor(
    code: ErrorCode,
    message: string,
    hint: string,
    options?: { cause?: unknown; lastLines?: readonly string[] },
  ) {
    super(message, options);
    this.code = code;
    this.hint = hint;
    this.lastLines = options?.lastLines;
  }

  toData(): ErrorData {
    const { code, message, hint, lastLines } = this;
    return { code, message, hint, ...(lastLines && { lastLines }) };
  }

  static fromData(data: ErrorData): AppError {
    const { code, message, hint, lastLines } = data;
    return new AppError(code, message, hint, lastLines && { lastLines });
  }
}

/** The whole of an error as text: for a terminal. */
export function textOfError({ message, hint, lastLines = [] }: ErrorData): string {
  const said = lastLines.map((line) => `  ${line}`);
  return [message, ...(said.length > 0 ? ['Last lines of the console:', ...said] : []), hint].join('\n');
}

/** Makes an AppError of anything thrown. An AppError is returned as it is. */
export function toAppError(thrown: unknown): AppError {
  if (thrown instanceof AppError) return thrown;
  if (thrown instanceof Error && thrown.name === 'AbortError') {
    return new AppError('cancelled', 'The operation was cancelled.', 'Start it again if you still need it.', {
      cause: thrown,
    });
  }
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new AppError('internal', message, 'This is a bug in Pier: please report it with the log.', {
    cause: thrown,
  });
}
