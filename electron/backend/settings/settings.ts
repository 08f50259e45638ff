import { readFile, rename, writeFile } from 'node:fs/promises';
import { availableParallelism, homedir, totalmem } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import writeFileAtomic from 'write-file-atomic';
import { z } from 'zod';
import { AppError, type ErrorData } from '../../../shared/errors.ts';
import { parseCatalogueAddress } from '../../../shared/model/catalogue-address.ts';
import {
  isCertificateText,
  parseInsecureRegistry,
  parseMirror,
  parseRegistryHost,
} from '../../../shared/model/engine-registries.ts';
import { parseNoProxy, parseProxyUrl } from '../../../shared/model/proxy.ts';
import { toDiskError } from '../../../vm/disk-error.ts';
import { migrate, SETTINGS_VERSION, versionOf } from './settings-versions.ts';

const GIB = 1024 ** 3;
export const MIN_MEMORY_BYTES = GIB;
export const MIN_DISK_BYTES = 4 * GIB;
export const MAX_SAVER_MINUTES = 1440;

/**
 * What people can choose. Everything has a default, so a file may hold as little as it likes; keys of a newer
 * version are kept.
 */
export const settingsSchema = z.looseObject({
  /** What the file's values mean: see settings-versions.ts. That of a newer Pier stays as it is. */
  version: z.number().int().min(0).default(SETTINGS_VERSION),
  driver: z.enum(['qemu', 'vz', 'wsl2', 'external', 'fake']).default(() => defaultDriver()),
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
  /** On the data disk; 0 for none. */
  swapBytes: z.number().int().min(0).default(GIB),
  /** `system`: what Pier's own environment says. */
  proxyMode: z.enum(['system', 'manual', 'none']).default('system'),
  /** For `manual`. May hold a password: the file is its owner's alone. */
  httpProxy: proxyAddress(),
  httpsProxy: proxyAddress(),
  noProxy: z
    .string()
    .refine((text) => parseNoProxy(text) !== undefined, 'not a list of names')
    .default(''),
  /** What the engine is told of registries: all in the form in which dockerd takes them, else it would not start. */
  registryMirrors: z
    .array(z.string().refine((text) => parseMirror(text) === text, 'not a mirror'))
    .default([]),
  insecureRegistries: z
    .array(z.string().refine((text) => parseInsecureRegistry(text) === text, 'not a registry'))
    .default([]),
  registryCertificates: z
    .record(
      z.string().refine((host) => parseRegistryHost(host) === host, 'not a registry'),
      z.string().refine(isCertificateText, 'not a certificate'),
    )
    .default({}),
  /** Whether the machine is paused while no container runs in it, and after how long. */
  resourceSaver: z.boolean().default(true),
  resourceSaverMinutes: z.number().int().min(1).max(MAX_SAVER_MINUTES).default(5),
  /** Where ports are opened that a container publishes without an address: for this computer alone, or for its network. */
  portBindAddress: z.enum(['127.0.0.1', '0.0.0.0']).default('127.0.0.1'),
  /** Folders of this computer that the machine sees at the same paths. */
  sharedFolders: z.array(z.string()).default(() => [homedir()]),
  /** On a Mac with Apple silicon: programs for x86-64 are run by Rosetta. */
  rosetta: z.boolean().default(true),
  /** Of the desktop app: what closing its window means, and whether it starts by itself, without one. */
  closeToTray: z.boolean().default(true),
  startAtLogin: z.boolean().default(false),
  startHidden: z.boolean().default(true),
  /** Extensions: whether there are any, where they come from, and whether lists show what they run. */
  extensionsEnabled: z.boolean().default(true),
  onlyMarketplaceExtensions: z.boolean().default(false),
  extensionCatalogues: z
    .array(z.string().refine((text) => parseCatalogueAddress(text) === text, 'not a catalogue'))
    .default([]),
  showExtensionContainers: z.boolean().default(false),
  updateChannel: z.enum(['stable', 'beta']).default('stable'),
  checkForUpdates: z.boolean().default(true),
  downloadUpdates: z.boolean().default(true),
  theme: z.enum(['system', 'light', 'dark']).default('system'),
});

function proxyAddress() {
  const isAddress = (text: string) => text === '' || parseProxyUrl(text) !== undefined;
  return z.string().refine(isAddress, "not a proxy's address").default('');
}

export type Settings = z.infer<typeof settingsSchema>;

/** What runs a machine on this system: its own hypervisor where Pier knows it. */
export function defaultDriver(platform: NodeJS.Platform = process.platform): 'qemu' | 'vz' | 'wsl2' {
  if (platform === 'darwin') return 'vz';
  return platform === 'win32' ? 'wsl2' : 'qemu';
}

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
  const { settings, bad } = understand(migrate(json));
  const notices = isNewer(settings) ? [ofNewerVersion(path, bad)] : [];
  // The next change writes the file anew, without what was meant; a newer one's values stay in it.
  if (bad.length > 0 && !isNewer(settings)) notices.push(await keepCopy(path, text, bad));
  return { settings, notices };
}

/**
 * The file is replaced whole or not at all. Before the first change of one of another version a copy of it is kept; of
 * a newer one everything stays that is not changed here, also what this version cannot understand.
 * @throws AppError home_disk_full, home_not_writable
 */
export async function saveSettings(path: string, settings: Settings): Promise<void> {
  const next = settingsSchema.parse(settings);
  try {
    const before = await presentFile(path);
    if (before && before.version !== SETTINGS_VERSION) await keepOtherVersion(path, before);
    const content = before && isNewer(before) ? changedIn(before.json, next) : next;
    await writeFileAtomic(path, `${JSON.stringify(content, null, 2)}\n`, { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, path);
  }
}

interface PresentFile {
  text: string;
  json: Record<string, unknown>;
  version: number;
}

/** The file as it is; undefined where there is none that says its version. */
async function presentFile(path: string): Promise<PresentFile | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const json = text === undefined ? '' : parseObject(text);
  if (text === undefined || typeof json === 'string') return undefined;
  const version = versionOf(json);
  return version === undefined ? undefined : { text, json, version };
}

function isNewer({ version }: { version: number }): boolean {
  return version > SETTINGS_VERSION;
}

/** One copy of each version is enough: the first is what there was before this Pier wrote to it. */
async function keepOtherVersion(path: string, { text, version }: PresentFile): Promise<void> {
  await writeFile(`${path}.version-${version}`, text, { mode: 0o600, flag: 'wx' }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
}

/** The file's values with those in their places that were changed since they were read. */
function changedIn(json: Record<string, unknown>, next: Settings): Record<string, unknown> {
  const before: Record<string, unknown> = understand(json).settings;
  const changed = Object.entries(next).filter(([name, value]) => !isDeepStrictEqual(value, before[name]));
  return { ...json, ...Object.fromEntries(changed) };
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

function ofNewerVersion(path: string, bad: readonly string[]): ErrorData {
  const lost =
    bad.length > 0 ? ` It does not know these: ${bad.join(', ')}; defaults are used for them.` : '';
  return new AppError(
    'settings_invalid',
    `Read the settings '${path}': a newer version of Pier wrote them. This one uses what it knows.${lost}`,
    'Start the newer version to have all of them again. What this one does not know stays in the file.',
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
