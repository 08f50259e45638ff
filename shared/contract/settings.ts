import { z } from 'zod';
import { procedure, stream } from './define.ts';

/** What a person can set. Sizes in bytes. */
export const userSettings = z.object({
  cpus: z.number().int(),
  memoryBytes: z.number().int(),
  diskLimitBytes: z.number().int(),
  /** Whether the machine is paused while no container runs in it... */
  resourceSaver: z.boolean(),
  /** ...for this long. */
  resourceSaverMinutes: z.number().int(),
  portBindAddress: z.enum(['127.0.0.1', '0.0.0.0']),
  /** Folders of this computer that containers can mount at the same paths. Absolute. */
  sharedFolders: z.array(z.string()),
  /** Whether containers for x86-64 are run by Rosetta, on a Mac with Apple silicon. */
  rosetta: z.boolean(),
  /** On the data disk; 0 for none. */
  swapBytes: z.number().int(),
  /** `system`: what Pier's own environment says. The three below are for `manual`. */
  proxyMode: z.enum(['system', 'manual', 'none']),
  /** Empty for none. May hold a password. */
  httpProxy: z.string(),
  httpsProxy: z.string(),
  /** With commas: what is reached without a proxy. */
  noProxy: z.string(),
  /** Of Docker Hub: addresses, the first is asked first. */
  registryMirrors: z.array(z.string()),
  /** Registries, and networks of them, that are used without trusted TLS. */
  insecureRegistries: z.array(z.string()),
  /** By registry: the certificates, as PEM, that may sign its own. */
  registryCertificates: z.record(z.string(), z.string()),
  /** Of the desktop app; a browser host keeps them for it. Whether closing the window leaves Pier in the tray. */
  closeToTray: z.boolean(),
  /** Whether it starts when the person signs in to this computer, and shows no window then. */
  startAtLogin: z.boolean(),
  startHidden: z.boolean(),
  /** Of the desktop app as well: which newer versions it takes, and what it does about them without being asked. */
  updateChannel: z.enum(['stable', 'beta']),
  checkForUpdates: z.boolean(),
  downloadUpdates: z.boolean(),
  /** Whether there are extensions at all. */
  extensionsEnabled: z.boolean(),
  /** Whether only those can be installed that a marketplace lists. */
  onlyMarketplaceExtensions: z.boolean(),
  /** Catalogues beside Pier's own: addresses, and paths of files. */
  extensionCatalogues: z.array(z.string()),
  /** Whether lists show what extensions run. */
  showExtensionContainers: z.boolean(),
});

/** What the engine and containers are given, as they have to name it, without passwords. */
export const proxyInUse = z.object({
  http: z.string().optional(),
  https: z.string().optional(),
  noProxy: z.string(),
  /** An address of this computer's own was replaced by one that the machine reaches. */
  rewritten: z.boolean(),
  /** Address of the script that decides on this computer instead; the engine cannot follow one. */
  script: z.string().optional(),
});

/** Both ends may be chosen. */
const range = z.object({ min: z.number(), max: z.number() });

export const settingsState = z.object({
  settings: userSettings,
  defaults: userSettings,
  /** By what this computer has, and what the disk holds already: it cannot shrink. */
  ranges: z.object({
    cpus: range,
    memoryBytes: range,
    diskLimitBytes: range,
    swapBytes: range,
    resourceSaverMinutes: range,
  }),
  /** Whether machines here can have Rosetta: else its setting means nothing. */
  offersRosetta: z.boolean(),
  /** What the proxy's settings lead to. */
  proxy: proxyInUse,
  /** False where the engine is not ours: its resources are set elsewhere. */
  hasMachine: z.boolean(),
  /**
   * What holds now in the machine, while one runs, of the settings that a machine can be behind with; what differs from
   * `settings` waits for a restart.
   */
  running: userSettings.partial().optional(),
  /** Where within the running machine follows at once. */
  live: z.object({ cpus: range, memoryBytes: range }).partial().optional(),
});

export const settingsContract = {
  get: procedure({ input: z.object({}), output: settingsState }),
  /** The present state first, then each change. */
  watch: stream({ input: z.object({}), item: settingsState }),
  /** Changes what is named and keeps the rest. Refused whole where one value cannot be. */
  set: procedure({ input: userSettings.partial(), output: settingsState }),
};

export type UserSettings = z.infer<typeof userSettings>;
export type SettingsState = z.infer<typeof settingsState>;
