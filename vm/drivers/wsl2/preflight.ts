import { homedir } from 'node:os';
import { coerce, lt } from 'semver';
import { AppError } from '../../../shared/errors.ts';
import type { CheckResult } from '../driver.ts';
import { runCheck } from '../host/preflight.ts';
import type { WslVersion } from './parse-version.ts';
import type { Wsl } from './wsl.ts';
import { readWslConfig } from './wslconfig.ts';
import { readConfigFile, wslConfigPath } from './wslconfig-file.ts';

/** The first of the Microsoft Store in which everything that is asked of it here is there. */
const LEAST_WSL = '2.0.0';
/** Of Windows 10 21H2, the oldest that such a WSL is made for. */
const LEAST_WINDOWS_BUILD = 19_044;
/** What dockerd's storage and networks need without a thought. */
const LEAST_KERNEL = '5.15.0';
/** What `wsl --status` refers to in every language where its virtual machine cannot be started. */
const NO_VIRTUALISATION = 'aka.ms/enablevirtualization';

/** What WSL has to be like before a machine can be started in it. Changes nothing. */
export async function wslChecks(wsl: Wsl, env: NodeJS.ProcessEnv): Promise<CheckResult[]> {
  let version: WslVersion | undefined;
  const installed = await runCheck(
    { id: 'wsl', title: 'The Windows Subsystem for Linux is installed and new enough', fatal: true },
    async () => {
      version = await wsl.version();
      if (!version) throw tooOld(undefined);
      if (lt(version.wsl, LEAST_WSL)) throw tooOld(version.wsl.version);
    },
  );
  if (!version) return [installed];
  const { windows, kernel } = version;
  return [
    installed,
    ...(await Promise.all([
      runCheck({ id: 'windows', title: 'Windows is new enough', fatal: true }, async () => {
        const build = Number(windows?.split('.')[2] ?? Number.POSITIVE_INFINITY);
        if (build < LEAST_WINDOWS_BUILD) throw windowsTooOld(build);
      }),
      runCheck({ id: 'virtualisation', title: 'Virtualisation is switched on', fatal: true }, async () => {
        if ((await wsl.status()).includes(NO_VIRTUALISATION)) throw noVirtualisation();
      }),
      runCheck({ id: 'wsl-kernel', title: "WSL's kernel is new enough", fatal: false }, async () => {
        const found = coerce(kernel);
        if (found && lt(found, LEAST_KERNEL)) throw kernelTooOld(kernel);
      }),
      runCheck({ id: 'wsl-localhost', title: 'Windows reaches what listens in WSL', fatal: true }, async () =>
        checkNetwork((await readConfigFile(wslConfigPath(env, homedir()))).text),
      ),
    ])),
  ];
}

/** @throws AppError where the engine could not be reached */
export function checkNetwork(wslConfig: string): void {
  const mode = (readWslConfig(wslConfig, 'networkingMode') ?? 'nat').toLowerCase();
  const forwards = (readWslConfig(wslConfig, 'localhostForwarding') ?? 'true').toLowerCase();
  const refuse = (line: string) =>
    new AppError(
      'capability_missing',
      `Reach the engine: '${line}' in .wslconfig keeps Windows from what listens in WSL.`,
      "Remove that line, run 'wsl --shutdown' when you can do without your other distributions, then start again.",
    );
  if (mode === 'none') throw refuse('networkingMode=none');
  // Mirrored and virtio networking share the addresses of Windows.
  if (mode === 'nat' && ['false', '0'].includes(forwards)) throw refuse('localhostForwarding=false');
}

function tooOld(version: string | undefined): AppError {
  return new AppError(
    'wsl_too_old',
    `Use WSL: ${version ? `it is version ${version}` : 'it is the one that Windows brings'}, and ${LEAST_WSL} is needed.`,
    "Run 'wsl --update' (or 'wsl --install --no-distribution' as administrator where it is not installed), then start again.",
  );
}

function windowsTooOld(build: number): AppError {
  return new AppError(
    'wsl_too_old',
    `Use WSL: this Windows is build ${build}, and ${LEAST_WINDOWS_BUILD} is needed.`,
    'Update Windows, then start again.',
  );
}

function noVirtualisation(): AppError {
  return new AppError(
    'virtualisation_off',
    "Start WSL's virtual machine: virtualisation is not switched on.",
    "Switch it on in the firmware settings (Intel VT-x, AMD SVM), and run 'wsl --install --no-distribution' as administrator. Restart Windows, then start again.",
  );
}

function kernelTooOld(kernel: string): AppError {
  return new AppError(
    'wsl_too_old',
    `Run Docker in WSL: its kernel is ${kernel}, and some of Docker wants ${LEAST_KERNEL}.`,
    "Run 'wsl --update', or remove 'kernel' from .wslconfig.",
  );
}
