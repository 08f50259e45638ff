/** Integrity levels of Windows (winnt.h): high, system, protected process. */
const HIGH_LEVELS = /S-1-16-(12288|16384|20480)\b/;

/**
 * Whether Pier runs with more rights than the person who started it: root, or an administrator's on Windows.
 * @param groups what `whoami /groups` says; on Windows alone
 */
export function isElevated(
  { platform, getuid, geteuid }: Pick<NodeJS.Process, 'platform' | 'getuid' | 'geteuid'>,
  groups?: string,
): boolean {
  // Where that cannot be known nothing is installed.
  if (platform === 'win32') return groups === undefined || HIGH_LEVELS.test(groups);
  return geteuid?.() === 0 || getuid?.() !== geteuid?.();
}
