import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Logger } from '../log/logger.ts';
import { type ExtensionFiles, type ExtensionFolder, WorkPaths } from './extension-files.ts';
import { type ExtensionRecord, extensionRecord } from './extension-record.ts';
import { exists, WorkFolder, type WorkJournal, workJournal } from './work-folder.ts';

/** What an interruption left on the engine. */
export interface Remains extends WorkJournal {
  /** Removes the note of it. */
  done(): Promise<void>;
}

/**
 * Puts the folders right that a backend left which was killed: an install that was not done is gone, an update that was
 * not done is undone, a removal is finished. Where a journal is lost the records themselves tell what was pending. Call
 * before the folders are read. Resolves with what is to be done on the engine, when it answers.
 */
export async function recoverWork(files: ExtensionFiles, log: Logger): Promise<Remains[]> {
  const remains: Remains[] = [];
  const recover = async (path: string) => {
    const paths = new WorkPaths(path);
    const known = (await readJournal(paths)) ?? (await rebuildJournal(paths, log));
    log.info('An extension was left half way, which is put right.', { id: known.id });
    if (known.id) await putRight(paths, files.of(known.id));
    await rm(paths.next.path, { recursive: true, force: true });
    remains.push({ ...known, done: () => rm(paths.path, { recursive: true, force: true }) });
  };
  const attempt = async (path: string, work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      log.warn(`An extension could not be put right: '${path}' stays as it is.`, { error: String(error) });
    }
  };
  for (const name of await readdir(files.work).catch(() => [])) {
    const path = join(files.work, name);
    await attempt(path, () => recover(path));
  }
  // What is pending still has lost its journal: it gets another one.
  for (const name of await readdir(files.root).catch(() => [])) {
    const place = files.of(name);
    if (name.startsWith('.')) continue;
    await attempt(place.path, async () => {
      const record = await readRecord(place);
      if (record?.id !== name || !record.pending) return;
      const work = await WorkFolder.begin(files);
      await work.note(journalOf(record));
      await recover(work.path);
    });
  }
  return remains;
}

async function readJournal({ journal }: WorkPaths): Promise<WorkJournal | undefined> {
  return workJournal.safeParse(await readJson(journal)).data;
}

/** From what is beside it. An image that came for something which was only looked at is not told by anything else. */
async function rebuildJournal(paths: WorkPaths, log: Logger): Promise<WorkJournal> {
  log.warn(`Read '${paths.journal}': it cannot be understood. What is beside it tells what was pending.`);
  const before = await readRecord(paths.before);
  const next = await readRecord(paths.next);
  const record = before?.pending ? before : next;
  const known = record ? journalOf(record) : { images: [] };
  const found = { ...known, ...(before && { id: before.id }) };
  // Written down before anything is moved: an interruption of this finds it.
  await writeFileAtomic(paths.journal, JSON.stringify(found), { mode: 0o600 });
  return found;
}

/** What is left of one that was not installed, or not removed, whole. */
function journalOf(record: ExtensionRecord): WorkJournal {
  const { id, backend, image, imageId, ownsImage, pending, volumesBefore } = record;
  return {
    id,
    ...(ownsImage ? { images: [image], imageIds: { [image]: imageId } } : { images: [] }),
    ...(volumesBefore && { keep: volumesBefore }),
    ...(backend && { project: backend.project }),
    // Whoever removed it may have wanted to keep what is in them.
    ...(pending === 'removal' && { volumes: false }),
  };
}

async function putRight(paths: WorkPaths, place: ExtensionFolder): Promise<void> {
  const before = await readRecord(paths.before);
  // A removal that had come so far is finished.
  if (before?.pending) return await rm(paths.before.path, { recursive: true, force: true });
  const now = await readRecord(place);
  const hasBefore = await exists(paths.before.path);
  // One that cannot be read is left alone, unless what was there before can take its place.
  if (now?.pending || (!now && before)) await rm(place.path, { recursive: true, force: true });
  if (hasBefore && !(await exists(place.path))) await rename(paths.before.path, place.path);
}

async function readRecord(place: ExtensionFolder): Promise<ExtensionRecord | undefined> {
  return extensionRecord.safeParse(await readJson(place.record)).data;
}

/** undefined where it is not there, or no JSON. */
async function readJson(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
