/**
 * Marks containers and images that Pier makes for its own work. They are not shown in lists. The value is the
 * installation that made them, so that each tidies up after itself alone.
 */
export const HELPER_LABEL = 'com.pier.helper';

export function isHelper(labels: Record<string, string> | null | undefined): boolean {
  return labels != null && HELPER_LABEL in labels;
}
