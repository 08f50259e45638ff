import { writeFile } from 'node:fs/promises';
import type { CheckOutcome, SelfCheckInfo } from '../../shared/contract/diagnostics.ts';
import { AppError } from '../../shared/errors.ts';
import { toDiskError } from '../../vm/disk-error.ts';
import type { PierFiles } from '../../vm/files.ts';
import type { BackendConnection } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';
import { withAnyBackend } from './with-any-backend.ts';

export interface DiagnoseOptions extends JsonOption {
  bundle?: string;
  repair?: string;
}

/** Checks that can be repaired, to complete what is typed. */
export async function repairNames(): Promise<string[]> {
  const { allChecks } = await import('../backend/diagnostics/checks/all-checks.ts');
  return allChecks.flatMap(({ id, repair }) => (repair ? [id] : []));
}

const MARKS = { ok: 'ok     ', failed: 'FAILED ', skipped: '-      ' } as const;

/** `pier diagnose`: checks Pier and what it runs on. Exit code 1 where something that it cannot do without failed. */
export async function diagnose(files: PierFiles, entry: string, options: DiagnoseOptions): Promise<void> {
  const tell = new Tell(options);
  await withAnyBackend(files, entry, async (connection) => {
    const { repair, bundle } = options;
    if (repair) {
      const { detail } = await connection.client.diagnostics.repair({ id: repair });
      tell.say(`${detail}.\n`);
    }
    const { checks, outcomes } = await check(connection, repair ? [repair] : undefined, tell);
    tell.value(checks.map((each) => ({ ...each, ...outcomes.get(each.id) })));
    if (bundle) await saveBundle(connection, bundle, tell);
    const isBad = checks.some(({ id, fatal }) => fatal && outcomes.get(id)?.status === 'failed');
    if (isBad) process.exitCode = 1;
  });
}

async function check({ client }: BackendConnection, ids: string[] | undefined, tell: Tell) {
  let checks: readonly SelfCheckInfo[] = [];
  const outcomes = new Map<string, CheckOutcome>();
  for await (const item of client.diagnostics.check(ids ? { ids } : {})) {
    if (item.kind === 'started') {
      checks = item.checks;
      continue;
    }
    const { outcome } = item;
    outcomes.set(outcome.id, outcome);
    const info = checks.find(({ id }) => id === outcome.id);
    if (info) tell.say(textOf(info, outcome));
  }
  return { checks, outcomes };
}

function textOf({ id, title, repair }: SelfCheckInfo, { status, detail, error }: CheckOutcome): string {
  const lines = [`${MARKS[status]}${title}: ${detail}`];
  if (status === 'failed' && error) lines.push(`       ${error.hint}`);
  if (status === 'failed' && repair) lines.push(`       ${repair}: pier diagnose --repair ${id}`);
  return `${lines.join('\n')}\n`;
}

async function saveBundle({ client }: BackendConnection, path: string, tell: Tell): Promise<void> {
  const { packBundle } = await import('../backend/diagnostics/bundle/bundle-desk.ts');
  const { id, fileName, files } = await client.diagnostics.prepareBundle({});
  const texts = [];
  for (const file of files) {
    let text = '';
    for await (const part of client.diagnostics.bundleText({ id, path: file.path })) text += part.text;
    texts.push({ path: file.path, text });
  }
  try {
    const packed = await packBundle({ fileName, files: texts, madeAt: Date.now() });
    await writeFile(path, packed, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') {
      throw new AppError('file_exists', `Cannot write '${path}': it is there already.`, 'Give another name.');
    }
    throw toDiskError(error, path);
  }
  tell.say(`Diagnostics are in ${path}. Look through them before you give them away.\n`);
}
