import { readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { toDiskError } from '../../../vm/disk-error.ts';

const GIB = 1024 ** 3;
export const MIN_MEMORY_BYTES = GIB;
export const MIN_DISK_BYTES = 4 * GIB;

/**
 * What people can choose. Everything has a default, so a file may hold as little as it likes; keys of a newer
 * version are kept.
 */
export const settingsSchema = z.looseObject({
  driver: z.enum(['qemu', 'external', 'fake']).default('qemu'),
  /** For the external driver: unix:///path or tcp://host:port. */
  engine: z.string().optional(),
  /** For a tcp engine: the folder of ca.pem, cert.pem and key.pem. */
  engineTlsDir: z.string().optional(),
  cpus: z.number().int().min(1).max(1024).default(defaultCpus),
  memoryBytes: z.number().int().min(MIN_MEMORY_BYTES).default(defaultMemoryBytes),
  /** The most that images, containers and volumes may take on this computer. */
  diskLimitBytes: z
    .number()
    .int()
    .min(MIN_DISK_BYTES)
    .default(64 * GIB),
  /** Where ports are opened that a container publishes without an address: for this computer alone, or for its network. */
  portBindAddress: z.enum(['127.0.0.1', '0.0.0.0']).default('127.0.0.1'),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
});

export type Settings = z.infer<typeof settingsSchema>;

/** Half of the cores, rounded up. */
function defaultCpus(): number {
  return Math.ceil(availableParallelism() / 2);
}

/** Half of the memory in whole MiB, 8 GiB at most. */
function defaultMemoryBytes(): number {
  const half = Math.floor(totalmem() / 2 / 1024 ** 2) * 1024 ** 2;
  return Math.max(MIN_MEMORY_BYTES, Math.min(half, 8 * GIB));
}

export interface LoadedSettings {
  settings: Settings;
  /** What the user should be told: a file that was kept aside, for one. */
  notices: ErrorData[];
}

/**
 * Reads the settings. A file that does not exist means defaults. One that cannot be understood is kept aside under
 * a name of its own, defaults are used, and a notice says so. A value that cannot be falls back alone.
 */
export async function loadSettings(path: string): Promise<LoadedSettings> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      return { settings: settingsSchema.parse({}), notices: [] };
    const why = error instanceof Error ? error.message : String(error);
    return { settings: settingsSchema.parse({}), notices: [unreadable(path, why)] };
  }
  const json = parseObject(text);
  if (typeof json === 'string') {
    return { settings: settingsSchema.parse({}), notices: [await keepAside(path, json)] };
  }
  const { settings, bad } = understand(json);
  if (bad.length === 0) return { settings, notices: [] };
  // The next change writes the file anew, without what was meant.
  return { settings, notices: [await keepCopy(path, text, bad)] };
}

/** @throws AppError home_disk_full, home_not_writable. The file is replaced whole or not at all. */
export async function saveSettings(path: string, settings: Settings): Promise<void> {
  try {
    await writeFileAtomic(path, `${JSON.stringify(settingsSchema.parse(settings), null, 2)}\n`, {
      mode: 0o600,
    });
  } catch (error) {
    throw toDiskError(error, path);
  }
}

/** The JSON object of a text, or the reason why there is none. */
function parseObject(text: string): Record<string, unknown> | string {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    return `it is not JSON (${error instanceof Error ? error.message : String(error)})`;
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json))
    return json as Record<string, unknown>;
  return 'it is no JSON object';
}

/** Each value that cannot be is left out and named with the reason; the others hold. */
function understand(json: Record<string, unknown>): { settings: Settings; bad: string[] } {
  const parsed = settingsSchema.safeParse(json);
  if (parsed.success) return { settings: parsed.data, bad: [] };
  const names = new Set(parsed.error.issues.map((issue) => String(issue.path[0])));
  const rest = Object.fromEntries(Object.entries(json).filter(([name]) => !names.has(name)));
  const bad = [...names].map((name) => {
    const issue = parsed.error.issues.find(({ path }) => String(path[0]) === name);
    return `'${name}' is not valid (${issue?.message ?? 'unknown'})`;
  });
  return { settings: settingsSchema.parse(rest), bad };
}

async function keepCopy(path: string, text: string, bad: readonly string[]): Promise<ErrorData> {
  const aside = asideName(path);
  const kept = await writeFile(aside, text, { mode: 0o600, flag: 'wx' }).then(
    () => true,
    () => false,
  );
  return new AppError(
    'settings_invalid',
    `Read the settings '${path}': ${bad.join(', ')}. Defaults are used for that, the rest holds.`,
    kept
      ? `Set it again in the settings. A copy of your file was kept as '${aside}'.`
      : 'Correct the file, or set it again in the settings.',
  ).toData();
}

const asideName = (path: string) => `${path}.broken-${new Date().toISOString().replace(/[:.]/g, '-')}`;

async function keepAside(path: string, why: string): Promise<ErrorData> {
  const aside = asideName(path);
  try {
    await rename(path, aside);
  } catch (error) {
    return unreadable(path, `${why}, and it could not be kept aside: ${(error as Error).message}`);
  }
  return new AppError(
    'settings_invalid',
    `Read the settings '${path}': ${why}. Defaults are used.`,
    `Your file was kept as '${aside}': correct it and move it back, or set your choices again.`,
  ).toData();
}

function unreadable(path: string, why: string): ErrorData {
  return new AppError(
    'settings_invalid',
    `Read the settings '${path}': ${why}. Defaults are used.`,
    'Make the file readable for you and start Pier again, or remove it.',
  ).toData();
}
