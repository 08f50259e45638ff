/** What the driver tells whoever keeps a log. */
export interface DriverLog {
  info(message: string, fields?: Record<string, unknown>): void;
  warn(message: string, fields?: Record<string, unknown>): void;
}
