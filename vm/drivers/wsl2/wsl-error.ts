import { AppError, type ErrorCode } from '../../../shared/errors.ts';
import { linesOf } from './wsl-text.ts';

/** wsl.exe ended with another exit code than 0. */
export class WslFailed extends Error {
  override readonly name = 'WslFailed';
  /** "WSL_E_DISTRO_NOT_FOUND", "0x80370102": the last part of what wsl.exe calls an error code; undefined without one. */
  readonly code: string | undefined;
  readonly exitCode: number | null;
  /** Its words, in the language of this computer. */
  readonly words: string;

  constructor(args: readonly string[], exitCode: number | null, output: string) {
    const words = linesOf(output).slice(-8).join('\n');
    super(`wsl.exe ${args.join(' ')}: ${words || `it ended with ${exitCode} and without a word`}`);
    this.code = wslErrorCode(output);
    this.exitCode = exitCode;
    this.words = words;
  }
}

/**
 * The code in what wsl.exe prints where it fails, whatever the language:
 * `Error code: Wsl/Service/CreateInstance/CreateVm/HCS/HCS_E_HYPERV_NOT_INSTALLED`, or of older releases
 * `Error: 0x80370102`. The parts before the last one say where it happened.
 */
export function wslErrorCode(output: string): string | undefined {
  const path = /\b(?:Wsl|Bash)(?:\/[\w?()]+)*\/(\w+)\s*$/m.exec(output)?.[1];
  return path ?? /\b0x[89a-f][0-9a-f]{7}\b/i.exec(output)?.[0].toLowerCase();
}

interface Explanation {
  code: ErrorCode;
  cause: string;
  hint: string;
}

const NOT_INSTALLED: Explanation = {
  code: 'wsl_missing',
  cause: 'the Windows Subsystem for Linux is not installed',
  hint: "Run 'wsl --install --no-distribution' as administrator, restart Windows, then start again.",
};

const NO_VIRTUALISATION: Explanation = {
  code: 'virtualisation_off',
  cause: 'virtualisation is off on this computer',
  hint:
    'Switch it on in the firmware settings (Intel VT-x, AMD SVM), and the Windows feature "Virtual Machine Platform" ' +
    "with 'wsl --install --no-distribution' as administrator. Restart Windows, then start again.",
};

const DISK_FULL: Explanation = {
  code: 'home_disk_full',
  cause: 'the disk is full',
  hint: 'Free some space on that disk, then start again.',
};

const DISK_DAMAGED: Explanation = {
  code: 'data_disk_unusable',
  cause: 'its virtual disk is damaged',
  hint: 'Nothing on it was changed. Keep a copy of the .vhdx file; Microsoft describes how to repair it: aka.ms/wsldiskmountrecovery.',
};

/** By name, and by number where older releases print that. */
const EXPLANATIONS: Readonly<Record<string, Explanation>> = {
  WSL_E_WSL_OPTIONAL_COMPONENT_REQUIRED: NOT_INSTALLED,
  WSL_E_INSTALL_COMPONENT_FAILED: NOT_INSTALLED,
  WSL_E_OS_NOT_SUPPORTED: {
    code: 'wsl_too_old',
    cause: 'this version of Windows is too old for it',
    hint: 'Update Windows, then start again.',
  },
  REGDB_E_CLASSNOTREG: NOT_INSTALLED,
  WSL_E_VIRTUAL_MACHINE_PLATFORM_REQUIRED: NO_VIRTUALISATION,
  WSL_E_VM_MODE_NOT_SUPPORTED: NO_VIRTUALISATION,
  HCS_E_HYPERV_NOT_INSTALLED: NO_VIRTUALISATION,
  HCS_E_SERVICE_NOT_AVAILABLE: NO_VIRTUALISATION,
  '0x80370102': NO_VIRTUALISATION,
  '0x80370114': NO_VIRTUALISATION,
  ERROR_DISK_FULL: DISK_FULL,
  '0x80070070': DISK_FULL,
  WSL_E_DISK_CORRUPTED: DISK_DAMAGED,
  ERROR_FILE_CORRUPT: DISK_DAMAGED,
  ERROR_SHARING_VIOLATION: {
    code: 'data_disk_in_use',
    cause: 'another program uses its virtual disk',
    hint: 'End that program (a backup or a virus scanner may have it open), then start again. Nothing was changed.',
  },
  WSL_E_USER_VHD_ALREADY_ATTACHED: {
    code: 'data_disk_in_use',
    cause: "its virtual disk is attached already, with 'wsl --mount'",
    hint: "Detach it with 'wsl --unmount', then start again. Nothing was changed.",
  },
  HCS_E_CONNECTION_TIMEOUT: {
    code: 'machine_start_failed',
    cause: 'WSL did not answer in time',
    hint: "Start again. If it goes on, run 'wsl --shutdown', which also ends your other distributions.",
  },
  ERROR_NOT_ENOUGH_MEMORY: {
    code: 'machine_start_failed',
    cause: 'this computer has not enough free memory',
    hint: 'Close some programs, or set less memory in Settings > Resources, then start again.',
  },
};

/**
 * What a failure of wsl.exe means for a person. What is not one is returned as it is.
 * @param what a verb and its operand: "Start the machine 'pier'"
 */
export function toWslError(thrown: unknown, what: string): unknown {
  if (!(thrown instanceof WslFailed)) return thrown;
  const known = thrown.code === undefined ? undefined : EXPLANATIONS[thrown.code];
  if (known) {
    return new AppError(known.code, `${what}: ${known.cause}${of(thrown)}.`, known.hint, { cause: thrown });
  }
  return new AppError(
    'wsl_failed',
    `${what}: wsl.exe failed: ${thrown.words || `it ended with ${thrown.exitCode}`}`,
    "Start again. If it goes on, see 'wsl --status', and update WSL with 'wsl --update'.",
    { cause: thrown },
  );
}

function of({ code }: WslFailed): string {
  return code ? ` (${code})` : '';
}
