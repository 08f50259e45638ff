/** What a person can set, with units, and what each change needs before it is true. Used by the dashboard and the CLI. */

const MIB = 1024 ** 2;
const GIB = 1024 ** 3;

export type SettingKey =
  | 'cpus'
  | 'memoryBytes'
  | 'swapBytes'
  | 'diskLimitBytes'
  | 'resourceSaver'
  | 'resourceSaverMinutes'
  | 'portBindAddress'
  | 'sharedFolders'
  | 'rosetta'
  | 'proxyMode'
  | 'httpProxy'
  | 'httpsProxy'
  | 'noProxy'
  | 'registryMirrors'
  | 'insecureRegistries'
  | 'registryCertificates'
  | 'closeToTray'
  | 'startAtLogin'
  | 'startHidden'
  | 'extensionsEnabled'
  | 'onlyMarketplaceExtensions'
  | 'extensionCatalogues'
  | 'showExtensionContainers'
  | 'updateChannel'
  | 'checkForUpdates'
  | 'downloadUpdates';

/**
 * What a change needs before it holds, the least first. `live`: nothing, containers keep running. `engine-restart`:
 * dockerd starts anew. `vm-restart`: the machine does. `reset`: the engine's data are removed.
 */
export const CHANGE_NEEDS = ['live', 'engine-restart', 'vm-restart', 'reset'] as const;
export type ChangeNeed = (typeof CHANGE_NEEDS)[number];

export interface SettingDefinition {
  /** Its name on a command line. */
  name: string;
  kind:
    | 'count'
    | 'bytes'
    | 'choice'
    | 'switch'
    | 'proxy'
    | 'names'
    | 'folders'
    | 'mirrors'
    | 'registries'
    | 'certificates'
    | 'catalogues';
  /** At most: the machine that runs may do with less, see `changeNeed`. */
  needs: ChangeNeed;
  /** For people, where it is not obvious. */
  about: string;
  choices?: readonly string[];
}

export const SETTINGS: Readonly<Record<SettingKey, SettingDefinition>> = {
  cpus: {
    name: 'cpus',
    kind: 'count',
    needs: 'vm-restart',
    about: 'processors of the machine',
  },
  memoryBytes: {
    name: 'memory',
    kind: 'bytes',
    needs: 'vm-restart',
    about: 'memory of the machine, the most it may take from this computer',
  },
  swapBytes: {
    name: 'swap',
    kind: 'bytes',
    needs: 'vm-restart',
    about: 'what the machine may put aside on its disk when memory runs out; 0 for none',
  },
  diskLimitBytes: {
    name: 'disk',
    kind: 'bytes',
    needs: 'vm-restart',
    about: 'the most that images, containers and volumes may take; it can grow, not shrink',
  },
  resourceSaver: {
    name: 'resource-saver',
    kind: 'switch',
    needs: 'live',
    about: 'pauses the machine while no container runs in it',
  },
  resourceSaverMinutes: {
    name: 'resource-saver-minutes',
    kind: 'count',
    needs: 'live',
    about: 'how many minutes no container has run before that',
  },
  portBindAddress: {
    name: 'port-bind-address',
    kind: 'choice',
    needs: 'live',
    about: 'where ports are opened that a container publishes without an address',
    choices: ['127.0.0.1', '0.0.0.0'],
  },
  sharedFolders: {
    name: 'shared-folders',
    kind: 'folders',
    needs: 'live',
    about: 'folders of this computer that containers can mount, with colons',
  },
  rosetta: {
    name: 'rosetta',
    kind: 'switch',
    needs: 'vm-restart',
    about: 'containers for x86-64 run by Rosetta, on a Mac with Apple silicon',
  },
  proxyMode: {
    name: 'proxy',
    kind: 'choice',
    needs: 'engine-restart',
    about: 'how registries and the network are reached: as Pier itself, as set here, or without a proxy',
    choices: ['system', 'manual', 'none'],
  },
  httpProxy: {
    name: 'http-proxy',
    kind: 'proxy',
    needs: 'engine-restart',
    about: 'for http, where proxy is manual',
  },
  httpsProxy: {
    name: 'https-proxy',
    kind: 'proxy',
    needs: 'engine-restart',
    about: 'for https, where proxy is manual',
  },
  noProxy: {
    name: 'no-proxy',
    kind: 'names',
    needs: 'engine-restart',
    about: 'names and networks that need no proxy, with commas',
  },
  registryMirrors: {
    name: 'registry-mirrors',
    kind: 'mirrors',
    needs: 'live',
    about: 'where images of Docker Hub are asked for first, with commas',
  },
  insecureRegistries: {
    name: 'insecure-registries',
    kind: 'registries',
    needs: 'live',
    about: 'registries and networks that are used without TLS that can be trusted, with commas',
  },
  registryCertificates: {
    name: 'registry-certificates',
    kind: 'certificates',
    needs: 'live',
    about: 'authorities by registry: host=file.crt, with commas; a host alone keeps what it has',
  },
  closeToTray: {
    name: 'close-to-tray',
    kind: 'switch',
    needs: 'live',
    about: 'the desktop app goes on in the tray when its window is closed',
  },
  startAtLogin: {
    name: 'start-at-login',
    kind: 'switch',
    needs: 'live',
    about: 'the desktop app starts when you sign in to this computer',
  },
  startHidden: {
    name: 'start-hidden',
    kind: 'switch',
    needs: 'live',
    about: 'started at login it stays in the tray, without a window',
  },
  extensionsEnabled: {
    name: 'extensions',
    kind: 'switch',
    needs: 'live',
    about: 'there are extensions of Docker Desktop',
  },
  onlyMarketplaceExtensions: {
    name: 'only-marketplace-extensions',
    kind: 'switch',
    needs: 'live',
    about: 'extensions are installed from a marketplace alone',
  },
  extensionCatalogues: {
    name: 'extension-catalogues',
    kind: 'catalogues',
    needs: 'live',
    about: 'catalogues of extensions beside its own: addresses and files, with commas',
  },
  showExtensionContainers: {
    name: 'show-extension-containers',
    kind: 'switch',
    needs: 'live',
    about: 'lists show the containers, volumes and networks of extensions',
  },
  updateChannel: {
    name: 'update-channel',
    kind: 'choice',
    needs: 'live',
    about: 'which versions the desktop app takes: finished ones, or those to try as well',
    choices: ['stable', 'beta'],
  },
  checkForUpdates: {
    name: 'check-for-updates',
    kind: 'switch',
    needs: 'live',
    about: 'the desktop app looks for newer versions by itself',
  },
  downloadUpdates: {
    name: 'download-updates',
    kind: 'switch',
    needs: 'live',
    about: 'it downloads them too; it installs nothing unasked',
  },
};

export const SETTING_KEYS = Object.keys(SETTINGS) as readonly SettingKey[];

/** The key that a command line's name means, or its key in the file. */
export function settingKeyOf(name: string): SettingKey | undefined {
  return SETTING_KEYS.find((key) => key === name || SETTINGS[key].name === name);
}

/** Memory and disk are set in steps of this. */
export const MEMORY_STEP = 256 * MIB;
export const DISK_STEP = GIB;
export const SWAP_STEP = 256 * MIB;

const UNITS: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  k: 1024,
  m: MIB,
  g: GIB,
  t: 1024 * GIB,
};

/** "4GiB", "4 GB", "4g", "512m" and plain bytes, in powers of 1024 as Docker has them. undefined for anything else. */
export function parseBytes(text: string): number | undefined {
  const [, amount, unit = ''] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const factor = UNITS[unit.toLowerCase().replace(/i?b$/, '')];
  if (amount === undefined || factor === undefined) return undefined;
  return Math.round(Number(amount) * factor);
}

/** "4 GiB", "1.5 GiB", "768 MiB": what parseBytes reads again. */
export function printBytes(bytes: number): string {
  const [size, unit] = bytes >= GIB ? [bytes / GIB, 'GiB'] : [bytes / MIB, 'MiB'];
  return `${Math.round(size * 100) / 100} ${unit}`;
}
