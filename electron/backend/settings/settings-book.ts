import { copyFile, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { AppError } from '../../../shared/errors.ts';
import { maskProxyUrl, parseNoProxy, parseProxyUrl, printProxyUrl } from '../../../shared/model/proxy.ts';
import {
  MEMORY_STEP,
  printBytes,
  SETTING_KEYS,
  SETTINGS,
  type SettingKey,
  SWAP_STEP,
} from '../../../shared/model/settings.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { checkFolders } from './check-folders.ts';
import { checkRegistries } from './check-registries.ts';
import {
  MAX_SAVER_MINUTES,
  MIN_DISK_BYTES,
  MIN_MEMORY_BYTES,
  type Settings,
  saveSettings,
  settingsSchema,
} from './settings.ts';

const GIB = 1024 ** 3;
const TIB = 1024 ** 4;

export interface SettingsBookOptions {
  path: string;
  /** As they were loaded. */
  settings: Settings;
  /** The data disk's file: its size is the least that the disk may be limited to. */
  dataDisk: string;
  cores?: number;
  hostMemoryBytes?: number;
}

type Ranges = SettingsState['ranges'];

/** The settings of one installation as they are now, and the only place that changes them. */
export class SettingsBook {
  readonly #options: SettingsBookOptions;
  readonly #changes = new Emitter<Settings>();
  #settings: Settings;
  /** One change after the other: each is made of what the one before left. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: SettingsBookOptions) {
    this.#options = options;
    this.#settings = options.settings;
  }

  get current(): Readonly<Settings> {
    return this.#settings;
  }

  onChange(listener: (settings: Settings) => void): () => void {
    return this.#changes.on(listener);
  }

  /** What this computer allows. */
  async ranges(): Promise<Ranges> {
    const { dataDisk, cores = availableParallelism(), hostMemoryBytes = totalmem() } = this.#options;
    const diskBytes = await stat(dataDisk).then(
      ({ size }) => size,
      () => 0,
    );
    return {
      cpus: { min: 1, max: cores },
      memoryBytes: {
        min: MIN_MEMORY_BYTES,
        max: Math.max(MIN_MEMORY_BYTES, Math.floor(hostMemoryBytes / MEMORY_STEP) * MEMORY_STEP),
      },
      diskLimitBytes: { min: Math.max(MIN_DISK_BYTES, diskBytes), max: 16 * TIB },
      // As much as there is memory is plenty, and half of the disk is for what people keep there.
      swapBytes: {
        min: 0,
        max: Math.min(
          Math.ceil(hostMemoryBytes / GIB) * GIB,
          Math.floor(this.#settings.diskLimitBytes / 2 / SWAP_STEP) * SWAP_STEP,
        ),
      },
      resourceSaverMinutes: { min: 1, max: MAX_SAVER_MINUTES },
    };
  }

  /**
   * Changes what is named, keeps the rest, and writes it before anybody hears of it.
   * @throws AppError `bad_input` that names the setting and its range; `home_disk_full`, `home_not_writable`
   */
  change(wanted: { [K in keyof UserSettings]?: UserSettings[K] | undefined }): Promise<void> {
    const change = this.#last.then(async () => {
      const ranges = await this.ranges();
      const named = Object.fromEntries(
        SETTING_KEYS.flatMap((key) => (wanted[key] === undefined ? [] : [[key, wanted[key]]])),
      );
      if (wanted.sharedFolders) {
        const { sharedFolders } = this.#settings;
        named.sharedFolders = await checkFolders(
          wanted.sharedFolders,
          sharedFolders,
          dirname(this.#options.path),
        );
      }
      for (const [key, value] of Object.entries(named)) {
        // What is there already may stay, also where this computer would allow it no more.
        if (!isDeepStrictEqual(value, this.#settings[key as SettingKey])) {
          checkValue(key as SettingKey, value, ranges);
          named[key] = checkRegistries(key as SettingKey, inOneForm(key as SettingKey, value));
        }
      }
      const next = settingsSchema.parse({ ...this.#settings, ...named });
      await saveSettings(this.#options.path, next);
      this.#settings = next;
      this.#changes.emit(next);
    });
    this.#last = change.catch(() => {});
    return change;
  }

  /**
   * Everything that a person sets here goes back to its default. Which engine is used stays, and what a newer version
   * wrote. @returns where a copy of the file before is kept; undefined where there was none
   * @throws AppError `home_disk_full`, `home_not_writable`
   */
  reset(): Promise<string | undefined> {
    const reset = this.#last.then(async () => {
      const { path } = this.#options;
      const copy = `${path}.before-reset`;
      const isKept = await copyFile(path, copy).then(
        () => true,
        () => false,
      );
      const defaults = userSettingsOf(settingsSchema.parse({}));
      const { min } = (await this.ranges()).diskLimitBytes;
      const diskLimitBytes = Math.max(defaults.diskLimitBytes, min);
      const next = settingsSchema.parse({ ...this.#settings, ...defaults, diskLimitBytes });
      await saveSettings(path, next);
      this.#settings = next;
      this.#changes.emit(next);
      return isKept ? copy : undefined;
    });
    this.#last = reset.catch(() => {});
    return reset;
  }

  /** The file was removed: all are as in an installation that is new, until one is changed. */
  async forget(): Promise<void> {
    await this.#last;
    this.#settings = settingsSchema.parse({});
    this.#changes.emit(this.#settings);
  }
}

/** The part of all settings that a person sets here. */
export function userSettingsOf(settings: Settings): UserSettings {
  return Object.fromEntries(SETTING_KEYS.map((key) => [key, settings[key]])) as unknown as UserSettings;
}

function checkValue(key: SettingKey, value: unknown, ranges: Ranges): void {
  const { name, kind } = SETTINGS[key];
  if (kind === 'proxy' && value !== '' && !parseProxyUrl(String(value)))
    throw noProxyAddress(name, String(value));
  if (kind === 'names' && parseNoProxy(String(value)) === undefined) throw noNames(name, String(value));
  if (key in ranges) checkRange(key as keyof Ranges, value, ranges);
}

/** A proxy is kept with its scheme: whoever looks for passwords in addresses knows it for one. */
function inOneForm<T>(key: SettingKey, value: T): T | string {
  const { kind } = SETTINGS[key];
  const url = kind === 'proxy' ? parseProxyUrl(String(value)) : undefined;
  if (url) return printProxyUrl(url);
  return kind === 'names' ? (parseNoProxy(String(value)) ?? value) : value;
}

function checkRange(key: keyof Ranges, value: unknown, ranges: Ranges): void {
  const { min, max } = ranges[key];
  if (typeof value === 'number' && value >= min && value <= max) return;
  const print = SETTINGS[key].kind === 'bytes' ? printBytes : String;
  const shrinks = key === 'diskLimitBytes' && min > MIN_DISK_BYTES && Number(value) < min;
  throw new AppError(
    'bad_input',
    `Set '${SETTINGS[key].name}' to ${print(Number(value))}: it may be ${print(min)} to ${print(max)} on this computer.`,
    shrinks
      ? 'The disk has that size already, and a disk cannot shrink. Its file takes no more than what is used: remove what you do not need.'
      : 'Choose a value in that range.',
  );
}

function noProxyAddress(name: string, text: string): AppError {
  return new AppError(
    'bad_input',
    `Set '${name}' to '${maskProxyUrl(text)}': that is no proxy's address.`,
    'Write it like http://proxy.example:3128, or http://user:password@proxy.example:3128.',
  );
}

function noNames(name: string, text: string): AppError {
  return new AppError(
    'bad_input',
    `Set '${name}' to '${text}': that is no list of names and networks.`,
    'Write it like example.com,.internal,10.0.0.0/8.',
  );
}
