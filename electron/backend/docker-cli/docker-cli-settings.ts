import { chmod, mkdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import { setMember } from './edit-json-text.ts';

/** What was changed in the docker command's files, to put it back. */
const changes = z.object({
  members: z.array(
    z.object({
      path: z.string(),
      key: z.string(),
      before: z.unknown().optional(),
      after: z.unknown().optional(),
    }),
  ),
  /** Files that were made, or took the place of a person's own: undone where they are still what was made. */
  files: z.array(z.object({ path: z.string(), text: z.string(), before: z.string().optional() })),
});
type Changes = z.infer<typeof changes>;

/**
 * Changes of the docker command's own files: each is written down first, so that all can be put back; what a person has
 * changed since stays as it is.
 */
export class DockerCliSettings {
  readonly #recordPath: string;

  /** @param recordPath where it is written down */
  constructor(recordPath: string) {
    this.#recordPath = recordPath;
  }

  /**
   * Sets a member of config.json, whose every other byte stays, as do its mode and a link to it.
   * @throws AppError `docker_config_invalid` where it does not parse: it is not touched; what the disk refuses
   */
  async setMember(path: string, key: string, value: unknown): Promise<void> {
    const text = await readText(path);
    const before = memberOf(path, text, key);
    if (before === value) return;
    const known = await this.#read();
    const isKnown = known.members.some((each) => each.path === path && each.key === key);
    const members = isKnown
      ? known.members.map((each) =>
          each.path === path && each.key === key ? { ...each, after: value } : each,
        )
      : [...known.members, { path, key, before, after: value }];
    await this.#write({ ...known, members });
    await writeKeepingMode(path, setMember(text, key, value));
  }

  /** Makes a file, or takes the place of one, which is kept to be put back. @throws what the disk refuses */
  async makeFile(path: string, text: string): Promise<void> {
    const known = await this.#read();
    const others = known.files.filter((each) => each.path !== path);
    const now = await readFile(path, 'utf8').catch(() => undefined);
    const made = known.files.find((each) => each.path === path);
    const before = made?.text === now ? made?.before : now;
    await this.#write({
      ...known,
      files: [...others, { path, text, ...(before !== undefined && { before }) }],
    });
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, text);
    } catch (error) {
      throw toDiskError(error, path);
    }
  }

  /** @throws AppError `docker_config_invalid`; what was done before it stays done, and the rest is still known */
  async putBack(): Promise<void> {
    let left = await this.#read();
    for (const { path, key, before, after } of left.members) {
      const text = await readText(path);
      if (JSON.stringify(memberOf(path, text, key)) === JSON.stringify(after)) {
        await writeKeepingMode(path, setMember(text, key, before));
      }
      left = { ...left, members: left.members.slice(1) };
      await this.#write(left);
    }
    for (const { path, text, before } of left.files) {
      const now = await readFile(path, 'utf8').catch(() => undefined);
      if (now !== text) continue;
      if (before === undefined) await rm(dirname(path), { recursive: true, force: true });
      else await writeKeepingMode(path, before);
    }
    await rm(this.#recordPath, { force: true });
  }

  async #read(): Promise<Changes> {
    const nothing = { members: [], files: [] };
    const text = await readFile(this.#recordPath, 'utf8').catch(() => undefined);
    if (text === undefined) return nothing;
    try {
      return changes.parse(JSON.parse(text));
    } catch {
      // A damaged record must keep nobody from a repair or a reset.
      await rename(this.#recordPath, `${this.#recordPath}.broken-${Date.now()}`);
      return nothing;
    }
  }

  async #write(value: Changes): Promise<void> {
    try {
      await writeFileAtomic(this.#recordPath, JSON.stringify(value), { mode: 0o600 });
    } catch (error) {
      throw toDiskError(error, this.#recordPath);
    }
  }
}

export function configOf(dockerConfig: string): string {
  return join(dockerConfig, 'config.json');
}

/** A file that is not there is an empty object. */
async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '{}\n';
    throw toDiskError(error, path);
  }
}

function memberOf(path: string, text: string, key: string): unknown {
  try {
    setMember(text, key, undefined);
    return JSON.parse(text)[key];
  } catch {
    throw new AppError(
      'docker_config_invalid',
      `Change '${path}': it is no JSON object.`,
      'Correct it by hand: Pier does not write over it.',
    );
  }
}

/** Through a link to what it leads to; a new one is for its owner alone. */
async function writeKeepingMode(path: string, text: string): Promise<void> {
  try {
    const old = await stat(path).catch(() => undefined);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFileAtomic(path, text, { mode: old ? old.mode & 0o777 : 0o600 });
    if (old) await chmod(path, old.mode & 0o777);
  } catch (error) {
    throw toDiskError(error, path);
  }
}
