import { closeSync, fstatSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Logger } from './logger.ts';

const LIMIT_BYTES = 5 * 1024 ** 2;

export interface FileLogger extends Logger {
  close(): void;
}

/**
 * Logs to a file (0600), one line each: time, level, message, fields as JSON. At 5 MiB the file becomes `<path>.1`
 * in place of the one before, so a log takes 10 MiB at most. Written at once, so that the lines before a crash are
 * there. A disk that is full costs lines, not the process; how many were lost is the next line.
 * @throws where the file cannot be opened
 */
export function createFileLogger(path: string, limitBytes = LIMIT_BYTES): FileLogger {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  let file: number | undefined = openSync(path, 'a', 0o600);
  let size = fstatSync(file).size;
  let lost = 0;

  const append = (line: string) => {
    if (file === undefined) return;
    try {
      if (size > 0 && size + Buffer.byteLength(line) > limitBytes) {
        const next = rotate(path, file);
        file = next;
        size = 0;
      }
      if (lost > 0) {
        size += writeSync(file, formatLine('warn', 'Lines of this log were lost.', { lost }));
        lost = 0;
      }
      size += writeSync(file, line);
    } catch {
      lost += 1;
    }
  };
  const at = (level: Level) => (message: string, fields?: Record<string, unknown>) =>
    append(formatLine(level, message, fields));
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

type Level = 'debug' | 'info' | 'warn' | 'error';

function rotate(path: string, file: number): number {
  try {
    renameSync(path, `${path}.1`);
  } catch (error) {
    // Removed by somebody, or set aside by a rotation that found no room for the new file.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const next = openSync(path, 'a', 0o600);
  closeSync(file);
  return next;
}

function formatLine(level: Level, message: string, fields?: Record<string, unknown>): string {
  // One entry is one line: nothing in it may pretend to be another entry.
  const text = message.replace(/[\r\n]+/g, ' ⏎ ');
  const json = fields ? toJson(fields) : '{}';
  // Also where none of them has a value.
  const details = json === '{}' ? '' : ` ${json}`;
  return `${new Date().toISOString()} ${level.padEnd(5)} ${text}${details}\n`;
}

function toJson(fields: Record<string, unknown>): string {
  try {
    return JSON.stringify(fields, (_key, value: unknown) =>
      value instanceof Error ? { message: value.message, stack: value.stack } : value,
    );
  } catch (error) {
    return JSON.stringify({ unloggable: String(error) });
  }
}
