import { stripAnsi } from '../../../shared/strip-ansi.ts';
import type { LogStore } from './log-store.ts';
import { rfc3339 } from './log-time.ts';
import type { LineList } from './visible-lines.ts';

/** A clipboard is not for more, in UTF-16 units; a file is. */
export const COPY_LIMIT = 32 * 1024 * 1024;

export interface CopyOptions {
  timestamps: boolean;
  /** With the name of its container before each line, where there are several. */
  sources?: boolean;
  /** Absolute numbers of the first and last line; without them all. */
  from?: number;
  to?: number;
}

/** Lines as plain text, each ended by a newline; undefined where it would be more than COPY_LIMIT. */
export function copyText(
  store: LogStore,
  lines: LineList,
  { timestamps, sources = false, from, to }: CopyOptions,
): string | undefined {
  const parts: string[] = [];
  let length = 0;
  const begin = from === undefined ? 0 : lines.indexOf(from);
  for (let index = begin; index < lines.length; index++) {
    const number = lines.at(index) ?? 0;
    if (to !== undefined && number > to) break;
    const line = store.line(number);
    if (!line || line.skipped !== undefined) continue;
    const time = timestamps && line.time ? `${rfc3339(line.time)} ` : '';
    const name = sources ? store.sources[line.source]?.name : undefined;
    const text = `${time}${name === undefined ? '' : `${name} `}${stripAnsi(line.text)}\n`;
    length += text.length;
    if (length > COPY_LIMIT) return undefined;
    parts.push(text);
  }
  return parts.join('');
}
