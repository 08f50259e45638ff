import type { SettingsState, UserSettings } from '../contract/settings.ts';
import { CHANGE_NEEDS, type ChangeNeed, SETTINGS, type SettingKey } from './settings.ts';

type Values = { readonly [K in keyof UserSettings]?: UserSettings[K] | undefined };

/**
 * What it needs that a setting holds with this value, from how the machine is now. `live` where nothing has to happen,
 * or no machine runs: the next one starts with it.
 */
export function changeNeed(
  key: SettingKey,
  value: UserSettings[SettingKey],
  state: SettingsState,
): ChangeNeed {
  if (!state.hasMachine || (key === 'rosetta' && !state.offersRosetta)) return 'live';
  // A disk cannot shrink; its file's size is the least that it may be set to.
  if (key === 'diskLimitBytes' && Number(value) < state.ranges.diskLimitBytes.min) return 'reset';
  if (!state.running || state.running[key] === value) return 'live';
  const range = key === 'cpus' || key === 'memoryBytes' ? state.live?.[key] : undefined;
  if (range && Number(value) >= range.min && Number(value) <= range.max) return 'live';
  return SETTINGS[key].needs;
}

/** The most that one of several changes needs; undefined where there are none. */
export function changesNeed(values: Values, state: SettingsState): ChangeNeed | undefined {
  const needs = Object.entries(values).map(([key, value]) =>
    changeNeed(key as SettingKey, value as UserSettings[SettingKey], state),
  );
  return needs.sort((a, b) => CHANGE_NEEDS.indexOf(b) - CHANGE_NEEDS.indexOf(a))[0];
}

/**
 * What settings wait for that do not hold yet; undefined where all do.
 * @param keys of those alone
 */
export function waitsFor(state: SettingsState, keys?: readonly SettingKey[]): ChangeNeed | undefined {
  const known = Object.keys(state.running ?? {}) as SettingKey[];
  const asked = keys ? known.filter((key) => keys.includes(key)) : known;
  const behind = asked.filter((key) => state.running?.[key] !== state.settings[key]);
  return changesNeed(Object.fromEntries(behind.map((key) => [key, state.settings[key]])), state);
}
