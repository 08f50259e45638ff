import { copyFile, stat } from 'node:fs/promises';
import { availableParallelism, totalmem } from 'node:os';
import type { SettingsState, UserSettings } from '../../../shared/contract/settings.ts';
import { AppError } from '../../../shared/errors.ts';
import { MEMORY_STEP, printBytes, SETTING_KEYS, SETTINGS } from '../../../shared/model/settings.ts';
import { Emitter } from '../../../vm/emitter.ts';
import { MIN_DISK_BYTES, MIN_MEMORY_BYTES, type Settings, saveSettings, settingsSchema } from './settings.ts';

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
      for (const [key, value] of Object.entries(named)) {
        // What is there already may stay, also where this computer would allow it no more.
        if (value !== this.#settings[key]) checkRange(key as keyof UserSettings, value, ranges);
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
  const { cpus, memoryBytes, diskLimitBytes, portBindAddress } = settings;
  return { cpus, memoryBytes, diskLimitBytes, portBindAddress };
}

function checkRange(key: keyof UserSettings, value: unknown, ranges: Ranges): void {
  if (key === 'portBindAddress') return;
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
