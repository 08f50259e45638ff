import { parseWslBytes, printWslBytes, readWslConfig, setWslConfig, type WslConfigKey } from './wslconfig.ts';

/** What WSL's machine may take, for all distributions together. */
export interface WslLimits {
  memoryBytes: number;
  cpus: number;
  swapBytes: number;
}

export interface LimitsPlan {
  /** The file with what is to be changed; undefined where nothing is. */
  text: string | undefined;
  /** What holds after WSL's next start. */
  limits: WslLimits;
  /** Those that a person wrote into the file, and that were left as they are. */
  kept: WslConfigKey[];
}

const KEYS = ['memory', 'processors', 'swap'] as const;

/**
 * What to write into a .wslconfig. A limit that a person set there by hand stays until they set another one in Pier: only
 * a change of the setting is a wish, not its default.
 * @param asked what the settings say now
 * @param last what they said when a machine was last started; undefined before the first time
 */
export function planLimits(text: string, asked: WslLimits, last: WslLimits | undefined): LimitsPlan {
  const values: Partial<Record<WslConfigKey, string>> = {};
  const kept: WslConfigKey[] = [];
  const limits = { ...asked };
  for (const key of KEYS) {
    const found = readWslConfig(text, key);
    const there = found === undefined ? undefined : parse(key, found);
    const wanted = asked[FIELDS[key]];
    if (there !== undefined && isSame(key, there, wanted)) continue;
    const isWish = last !== undefined && last[FIELDS[key]] !== wanted;
    if (there === undefined || isWish) {
      values[key] = key === 'processors' ? String(wanted) : printWslBytes(wanted);
    } else {
      kept.push(key);
      limits[FIELDS[key]] = there;
    }
  }
  return { text: Object.keys(values).length > 0 ? setWslConfig(text, values) : undefined, limits, kept };
}

const FIELDS = { memory: 'memoryBytes', processors: 'cpus', swap: 'swapBytes' } as const;

/** A value that WSL does not understand is none. */
function parse(key: WslConfigKey, value: string): number | undefined {
  if (key !== 'processors') return parseWslBytes(value);
  return /^[1-9]\d*$/.test(value) ? Number(value) : undefined;
}

/** Sizes are written in whole megabytes. */
function isSame(key: WslConfigKey, a: number, b: number): boolean {
  return key === 'processors' ? a === b : Math.abs(a - b) < 1024 ** 2;
}
