import { chmod, mkdir, readFile, readlink, rename, rm, rmdir, stat, symlink, unlink } from 'node:fs/promises';
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
  /**
   * Files that were made, took the place of a person's own, or were removed (without a text): undone where they are still
   * what was made of them.
   */
  files: z.array(z.object({ path: z.string(), text: z.string().optional(), before: z.string().optional() })),
  /** Links that were made, and where one led whose place one took. */
  links: z
    .array(z.object({ path: z.string(), target: z.string(), before: z.string().optional() }))
    .default([]),
  /** A person does not want to be asked again whether Pier is to be used. */
  declined: z.boolean().default(false),
});
type Changes = z.infer<typeof changes>;
type FileChange = Changes['files'][number];
type LinkChange = Changes['links'][number];

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

  /** Whether config.json could be changed. @throws AppError as setMember() */
  async check(path: string): Promise<void> {
    memberOf(path, await readText(path), '');
    await refuseReadOnly(path);
  }

  /**
   * Sets a member of config.json, whose every other byte stays, as do its mode and a link to it.
   * @throws AppError `docker_config_invalid` where it does not parse: it is not touched; what the disk refuses
   */
  async setMember(path: string, key: string, value: unknown): Promise<void> {
    const text = await readText(path);
    const before = memberOf(path, text, key);
    if (before === value) return;
    await this.check(path);
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

  /** Gives a member back what it had before setMember(), where nobody has changed it since. @throws as setMember() */
  async restoreMember(path: string, key: string): Promise<void> {
    const known = await this.#read();
    for (const member of known.members) {
      if (member.path === path && member.key === key) await restoreMember(member);
    }
    const members = known.members.filter((each) => each.path !== path || each.key !== key);
    await this.#write({ ...known, members });
  }

  /** Whether a member was set here, and may be given back. */
  async hasChanged(path: string, key: string): Promise<boolean> {
    return (await this.#read()).members.some((each) => each.path === path && each.key === key);
  }

  /** Whether a person said that the docker command is to stay as it is. */
  async isDeclined(): Promise<boolean> {
    return (await this.#read()).declined;
  }

  /** Does not ask again. @throws what the disk refuses */
  async decline(): Promise<void> {
    await this.#write({ ...(await this.#read()), declined: true });
  }

  /** Makes a file, or takes the place of one, which is kept to be put back. @throws what the disk refuses */
  async makeFile(path: string, text: string): Promise<void> {
    await this.#recordFile(path, text);
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFileAtomic(path, text);
    } catch (error) {
      throw toDiskError(error, path);
    }
  }

  /** Removes a file, and its folder where nothing else is in it. It is kept to be put back. @throws what the disk refuses */
  async removeFile(path: string): Promise<void> {
    await this.#recordFile(path, undefined);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw toDiskError(error, path);
    }
    await rmdir(dirname(path)).catch(() => {});
  }

  /**
   * Makes a link in one step, in the place of a link that leads elsewhere. Never in the place of anything else.
   * @throws AppError `file_exists`; what the disk refuses
   */
  async makeLink(path: string, target: string): Promise<void> {
    const now = await linkAt(path);
    if (now === target) return;
    const known = await this.#read();
    const made = known.links.find((each) => each.path === path);
    const before = made?.target === now ? made?.before : now;
    const others = known.links.filter((each) => each.path !== path);
    const beside = `${path}.pier-${process.pid}`;
    try {
      await mkdir(dirname(path), { recursive: true });
      await symlink(target, beside);
      await this.#write({
        ...known,
        links: [...others, { path, target, ...(before !== undefined && { before }) }],
      });
      await rename(beside, path);
    } catch (error) {
      await rm(beside, { force: true }).catch(() => {});
      throw toDiskError(error, path);
    }
  }

  /** Takes a link away that makeLink() made, and puts back what was there. @throws what the disk refuses */
  async restoreLink(path: string): Promise<void> {
    const known = await this.#read();
    for (const link of known.links) if (link.path === path) await restoreLink(link);
    await this.#write({ ...known, links: known.links.filter((each) => each.path !== path) });
  }

  /** @throws AppError `docker_config_invalid`; what was done before it stays done, and the rest is still known */
  async putBack(): Promise<void> {
    let left = await this.#read();
    for (const link of left.links) {
      // One that root made cannot be taken away by everybody: no reason to keep the rest.
      await restoreLink(link).catch(() => {});
    }
    for (const member of left.members) {
      await restoreMember(member);
      left = { ...left, members: left.members.slice(1) };
      await this.#write(left);
    }
    for (const file of left.files) await restoreFile(file);
    await rm(this.#recordPath, { force: true });
  }

  /** Before it is changed. */
  async #recordFile(path: string, text: string | undefined): Promise<void> {
    const known = await this.#read();
    const others = known.files.filter((each) => each.path !== path);
    const now = await readFile(path, 'utf8').catch(() => undefined);
    const made = known.files.find((each) => each.path === path);
    const before = made && made.text === now ? made.before : now;
    const change: FileChange = {
      path,
      ...(text !== undefined && { text }),
      ...(before !== undefined && { before }),
    };
    await this.#write({ ...known, files: [...others, change] });
  }

  async #read(): Promise<Changes> {
    const nothing = { members: [], files: [], links: [], declined: false };
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

/** Where a link leads; undefined where nothing is. @throws AppError `file_exists` where something else is there */
async function linkAt(path: string): Promise<string | undefined> {
  try {
    return await readlink(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    if (code !== 'EINVAL') throw toDiskError(error, path);
    throw new AppError(
      'file_exists',
      `Cannot make the link '${path}': a file of that name is there.`,
      'Move it away if you do not need it.',
    );
  }
}

async function restoreMember({ path, key, before, after }: Changes['members'][number]): Promise<void> {
  const text = await readText(path);
  if (JSON.stringify(memberOf(path, text, key)) !== JSON.stringify(after)) return;
  await writeKeepingMode(path, setMember(text, key, before));
}

async function restoreFile({ path, text, before }: FileChange): Promise<void> {
  const now = await readFile(path, 'utf8').catch(() => undefined);
  if (now !== text) return;
  if (before === undefined) await rm(dirname(path), { recursive: true, force: true });
  else await writeKeepingMode(path, before);
}

async function restoreLink({ path, target, before }: LinkChange): Promise<void> {
  const now = await readlink(path).catch(() => undefined);
  if (now !== target) return;
  try {
    await unlink(path);
    if (before !== undefined) await symlink(before, path);
  } catch (error) {
    throw toDiskError(error, path);
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

/** Who made it read-only wants it to stay as it is, though another file could take its place. */
async function refuseReadOnly(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (!found || (found.mode & 0o222) !== 0) return;
  throw new AppError(
    'home_not_writable',
    `Cannot change '${path}': it is read-only.`,
    `If Pier may change it: chmod u+w '${path}'`,
  );
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
