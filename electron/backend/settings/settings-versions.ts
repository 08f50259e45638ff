type Values = Record<string, unknown>;

/** Makes of a file of one version that of the next. What it does not know it leaves as it is. */
export type Migration = (values: Values) => Values;

/** The migration at index n leads from version n to n + 1. Versions that were released are never changed again. */
export const MIGRATIONS: readonly Migration[] = [
  // 0: the files from before they had a version.
  (values) => values,
];

/** The version that this Pier writes. */
export const SETTINGS_VERSION = MIGRATIONS.length;

/** What a file says of its version: 0 where it says nothing, undefined where that is no version. */
export function versionOf(values: Values): number | undefined {
  const { version } = values;
  if (version === undefined) return 0;
  return typeof version === 'number' && Number.isInteger(version) && version >= 0 ? version : undefined;
}

/**
 * The values as this version has them. Those of a newer version, and of none that can be understood, are as they were:
 * there is no way back, and each value is looked at by itself afterwards.
 */
export function migrate(values: Values, migrations: readonly Migration[] = MIGRATIONS): Values {
  const version = versionOf(values);
  if (version === undefined || version >= migrations.length) return values;
  const migrated = migrations.slice(version).reduce((before, next) => next(before), values);
  return { ...migrated, version: migrations.length };
}
