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
  'wsl_missing',
  'wsl_too_old',
  'wsl_failed',
  'virtualisation_off',
  'distribution_foreign',
  'vfkit_missing',
  'gvproxy_missing',
  'limits_wait',
  'image_build_failed',
  'image_build_unsupported',
  'image_corrupt',
  'not_released',
  'download_failed',
  'download_corrupt',
  'data_disk_newer',
  'data_disk_unusable',
  'data_disk_in_use',
  'data_export_invalid',
  'snapshot_not_found',
  'snapshot_name_taken',
  'snapshots_newer',
  'check_failed',
  'bundle_not_found',
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
  'container_not_running',
  'container_start_failed',
  'image_not_found',
  'image_pull_failed',
  'image_push_failed',
  'image_in_use',
  'not_an_image',
  'dockerfile_invalid',
  'build_failed',
  'buildx_missing',
  'path_unreadable',
  'port_taken',
  'exec_no_shell',
  'exec_not_found',
  'exec_ended',
  'exec_limit',
  'network_not_found',
  'network_name_taken',
  'network_subnet_refused',
  'network_gateway_refused',
  'network_driver_refused',
  'network_address_refused',
  'network_in_use',
  'compose_missing',
  'compose_file_invalid',
  'compose_project_not_found',
  'compose_failed',
  'file_not_found',
  'file_exists',
  'file_changed',
  'file_refused',
  'volume_not_found',
  'volume_in_use',
  'volume_name_taken',
  'schedule_not_found',
  'port_forward_failed',
  'path_not_shared',
  'shares_unavailable',
  'shares_interrupted',
  'task_not_found',
  'docker_config_invalid',
  'context_not_found',
  'context_invalid',
  'ssh_host_key_refused',
  'ssh_sign_in_refused',
  'ssh_docker_missing',
  'ssh_failed',
  'credential_helper_failed',
  'credentials_not_found',
  'credentials_locked',
  'keychain_failed',
  'sign_in_refused',
  'registry_failed',
  'extension_not_found',
  'extension_disabled',
  'extension_view_gone',
  'extension_invalid',
  'extension_changed',
  'extension_id_taken',
  'extension_backend_down',
  'catalogue_invalid',
  'catalogue_unreachable',
  'transfer_failed',
  'updates_unavailable',
  'update_offline',
  'update_server_failed',
  'update_refused',
  'update_failed',
  'containers_running',
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
