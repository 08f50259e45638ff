import { coerce, type SemVer } from 'semver';
import { linesOf } from './wsl-text.ts';

/** `wsl --version`. */
export interface WslVersion {
  wsl: SemVer;
  /** Of the kernel that it brings: "6.6.87.2-1". */
  kernel: string;
  /** "10.0.26100.4349". */
  windows: string | undefined;
}

/**
 * The words before the numbers are translated; their order is not: WSL, kernel, WSLg, MSRDC, Direct3D, DXCore, Windows.
 * @returns undefined for the WSL that Windows itself brings, which does not know `--version` and prints its usage
 */
export function parseVersion(text: string): WslVersion | undefined {
  const values = linesOf(text).flatMap((line) => /[::]\s*(\d+\.\d\S*)$/.exec(line)?.[1] ?? []);
  const [wsl, kernel] = values;
  const version = coerce(wsl);
  if (!version || !kernel) return undefined;
  return { wsl: version, kernel, windows: values.findLast((value) => /^10\.0\.\d+\.\d+$/.test(value)) };
}
