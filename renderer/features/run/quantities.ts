/** Sizes and times as Docker's own command line takes them, and back. */

const SIZE_UNITS: Record<string, number> = { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 };
const TIME_UNITS: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * "512m", "1.5 GB" or "1073741824" in bytes; units are powers of 1024, as for `docker run --memory`.
 * @returns NaN where it is no size
 */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])(?:i?b)?|b)?$/i.exec(text.trim());
  if (!match) return Number.NaN;
  return Math.round(Number(match[1]) * (SIZE_UNITS[(match[2] ?? 'b').toLowerCase()] ?? 1));
}

/** The shortest text that says it exactly. */
export function sizeText(bytes: number | undefined): string {
  if (bytes === undefined) return '';
  const unit = ['t', 'g', 'm', 'k'].find((each) => bytes % (SIZE_UNITS[each] ?? 1) === 0);
  return unit && bytes > 0 ? `${bytes / (SIZE_UNITS[unit] ?? 1)}${unit}` : String(bytes);
}

/** "30s", "1m30s" or "500ms" in milliseconds; a number alone is seconds. @returns NaN where it is no time */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  if (/^\d+(\.\d+)?$/.test(trimmed)) return Number(trimmed) * 1000;
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(trimmed)) return Number.NaN;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g))
    total += Number(amount) * (TIME_UNITS[unit ?? 's'] ?? 1000);
  return total;
}

/** "90s" for 90,000. */
export function durationText(milliseconds: number | undefined): string {
  if (milliseconds === undefined) return '';
  return milliseconds % 1000 === 0 ? `${milliseconds / 1000}s` : `${milliseconds}ms`;
}
