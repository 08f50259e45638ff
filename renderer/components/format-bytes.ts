const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/**
 * A size for people in powers of 1024, three digits at most: "0 B", "740 MB", "1.5 GB".
 * @param bytes negative and not finite values count as 0
 */
export function formatBytes(bytes: number): string {
  let value = Number.isFinite(bytes) && bytes > 0 ? bytes : 0;
  let unit = 0;
  // 999.5 would be shown as the four-digit "1000".
  while (value >= 999.5 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit]}`;
}
