import { readFileSync, rmSync } from 'node:fs';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';

const headlessRecord = z.object({
  pid: z.number().int(),
  /** With the token. */
  url: z.string(),
  /** Started by the CLI, which may end it. */
  background: z.boolean(),
});

/** Where a headless host serves, for the CLI of the same user. */
export type HeadlessRecord = z.infer<typeof headlessRecord>;

/** The file is 0600: its token opens the dashboard. */
export async function writeHeadlessRecord(path: string, record: HeadlessRecord): Promise<void> {
  await writeFileAtomic(path, `${JSON.stringify(record)}\n`, { mode: 0o600 });
}

/** undefined where there is none. One of a host that was killed may be left: compare its pid. */
export function readHeadlessRecord(path: string): HeadlessRecord | undefined {
  try {
    return headlessRecord.safeParse(JSON.parse(readFileSync(path, 'utf8'))).data;
  } catch {
    return undefined;
  }
}

export function removeHeadlessRecord(path: string): void {
  rmSync(path, { force: true });
}
