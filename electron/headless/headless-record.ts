import { readFileSync, rmSync } from 'node:fs';

/** Where a headless host serves, for the CLI of the same user. */
export interface HeadlessRecord {
  pid: number;
  /** With the token. */
  url: string;
  /** Started by the CLI, which may end it. */
  background: boolean;
}

/** The file is 0600: its token opens the dashboard. */
export async function writeHeadlessRecord(path: string, record: HeadlessRecord): Promise<void> {
  // The command reads it alone, and has to be quick.
  const { default: writeFileAtomic } = await import('write-file-atomic');
  await writeFileAtomic(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** undefined where there is none. One of a host that was killed may be left: compare its pid. */
export function readHeadlessRecord(path: string): HeadlessRecord | undefined {
  try {
    const { pid, url, background } = JSON.parse(readFileSync(path, 'utf8'));
    const isRecord = Number.isInteger(pid) && typeof url === 'string' && typeof background === 'boolean';
    return isRecord ? { pid, url, background } : undefined;
  } catch {
    return undefined;
  }
}

export function removeHeadlessRecord(path: string): void {
  rmSync(path, { force: true });
}
