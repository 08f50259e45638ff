import { AppError, type ErrorCode } from '../../../shared/errors.ts';

interface KnownError {
  /** In what vfkit says. */
  pattern: RegExp;
  code: ErrorCode;
  message: string;
  hint: string;
}

/**
 * What vfkit is known to end with, in words that help. Its own are those of Apple's framework:
 * https://developer.apple.com/documentation/virtualization/vzerror-swift.struct/code
 */
const KNOWN: readonly KnownError[] = [
  {
    pattern: /com\.apple\.security\.virtualization/,
    code: 'machine_start_failed',
    message: "vfkit may not use this Mac's virtualisation: it is not signed for it",
    hint: 'Install vfkit as its makers release it, for example with: brew reinstall podman',
  },
  {
    pattern: /Virtualization is not available on this hardware|not supported on this (?:Mac|hardware)/i,
    code: 'machine_start_failed',
    message: 'this Mac offers no virtualisation, as one that is a virtual machine itself',
    hint: 'Run Pier on a Mac with macOS 13 or newer that is no virtual machine.',
  },
  {
    pattern: /VZErrorDomain Code=6\b|number of virtual machines exceeds/i,
    code: 'machine_start_failed',
    message: 'macOS runs as many virtual machines as it allows',
    hint: 'End another virtual machine, then start this one again.',
  },
  {
    pattern: /kernel must be uncompressed/,
    code: 'machine_start_failed',
    message: 'the image is not made for Apple silicon',
    hint: "Use an image for arm64: 'pier diagnose' tells which one is there.",
  },
  {
    pattern: /rosetta is not (?:installed|supported)/,
    code: 'machine_start_failed',
    message: 'Rosetta is not installed',
    hint: 'Install it: softwareupdate --install-rosetta, or switch it off: pier config set rosetta off',
  },
  {
    pattern: /unknown (?:shorthand )?flag|unknown option for|unknown device type/,
    code: 'vfkit_missing',
    message: 'vfkit does not know an option that it is given: it is too old',
    hint: 'Update it: brew upgrade podman',
  },
  {
    pattern: /dial unixgram|connect: (?:no such file|connection refused)/,
    code: 'machine_start_failed',
    message: "gvproxy, the machine's network, was not there",
    hint: 'Start it again; if it goes on, please report it with the log.',
  },
];

/** Apple's words for a disk that another machine uses, and for one that cannot be used at all. */
export function isDiskRefused(lines: readonly string[]): boolean {
  return lines.some((line) =>
    /storage device attachment is invalid|Resource temporarily unavailable/.test(line),
  );
}

/** The error of a start that failed, of what vfkit and gvproxy said last. */
export function startError(lines: readonly string[], logPath: string, cause?: unknown): AppError {
  const words = lines.join('\n');
  const known = KNOWN.find(({ pattern }) => pattern.test(words));
  if (known) {
    const { code, message, hint } = known;
    return new AppError(code, `Start the machine: ${message}.`, hint, { cause, lastLines: lines });
  }
  const said = words || (cause instanceof Error ? cause.message : 'it ended without a word');
  return new AppError(
    'machine_start_failed',
    `Start the machine: vfkit could not be started:\n${said}`,
    `The whole of what vfkit said is in '${logPath}'.`,
    { cause },
  );
}

export function dataDiskInUse(path: string, holder: { pid: number; name: string } | undefined): AppError {
  const who = holder ? `process ${holder.pid} (${holder.name})` : 'another program';
  return new AppError(
    'data_disk_in_use',
    `Start the machine: ${who} uses the data disk '${path}'.`,
    'End that program, then start the machine again. Nothing on the disk was changed.',
  );
}
