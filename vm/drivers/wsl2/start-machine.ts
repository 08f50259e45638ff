import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { AppError } from '../../../shared/errors.ts';
import { toDiskError } from '../../disk-error.ts';
import type { PierFiles } from '../../files.ts';
import { readLastLines } from '../../last-lines.ts';
import { sleep } from '../../sleep.ts';
import type { VmSpec } from '../driver.ts';
import { proxyFile } from '../guest/guest-files.ts';
import { packFiles } from '../guest/pack-files.ts';
import { NO_REGISTRIES, registryFiles } from '../guest/registry-files.ts';
import type { Certificates } from '../guest/tls.ts';
import { beginLog } from '../host/log-files.ts';
import type { Distributions } from './distributions.ts';
import type { Wsl } from './wsl.ts';
import { toWslError, WslFailed, wslErrorCode } from './wsl-error.ts';

/** The virtual machine starts with its first distribution, past virus scanners. */
const FIRST_WORD_MS = 60_000;
const LOOK_MS = 25;

/** What a boot needs to know: a tar on the standard input of its first program. It holds a private key, so 0600. */
export async function writeStartConfig(
  path: string,
  {
    spec,
    certificates,
    port,
    folders,
  }: {
    spec: VmSpec;
    certificates: Certificates;
    port: number;
    /** Of the guest. */
    folders: readonly string[];
  },
): Promise<void> {
  const files = {
    'tls/ca.pem': certificates.ca,
    'tls/server-cert.pem': certificates.serverCert,
    'tls/server-key.pem': certificates.serverKey,
    ...registryFiles(spec.registries ?? NO_REGISTRIES),
    port: `${port}\n`,
    proxy: proxyFile(spec.proxy ?? {}),
    shares: folders.map((folder) => `${folder}\n`).join(''),
  };
  try {
    await writeFile(path, await packFiles(files, Date.now()), { mode: 0o600 });
  } catch (error) {
    throw toDiskError(error, path);
  }
}

/**
 * Starts both distributions, in sessions of their own, so that the machine outlives this process. Resolves with the wsl.exe
 * that lives as long as the machine when that has said a first word.
 * @throws AppError as WSL fails; where aborted, the signal's reason
 */
export async function startMachine(
  wsl: Wsl,
  distributions: Distributions,
  files: PierFiles,
  signal: AbortSignal,
): Promise<ChildProcess> {
  const { run, vm, logs } = files;
  for (const path of [logs.console, run.guestStatus]) await beginLog(path);
  const config = openSync(vm.configDisk, 'r');
  const reports = openSync(run.guestStatus, 'a', 0o600);
  const log = openSync(logs.console, 'a', 0o600);
  let machine: ChildProcess | undefined;
  try {
    const { system, data } = distributions;
    const holder = wsl.hold(data, ['/hold', system], { stdin: 'ignore', stdout: log, stderr: log });
    // What it means that the data are not there, the machine says.
    holder.on('error', () => {});
    machine = wsl.hold(system, ['/etc/pier/wsl/boot', system], {
      stdin: config,
      stdout: reports,
      stderr: log,
    });
    await firstWord(machine, files, signal);
    return machine;
  } catch (error) {
    machine?.kill();
    for (const name of [distributions.system, distributions.data]) await wsl.terminate(name).catch(() => {});
    throw toWslError(error, `Start the machine '${distributions.system}'`);
  } finally {
    for (const file of [config, reports, log]) closeSync(file);
  }
}

/** @throws WslFailed with what wsl.exe said instead */
async function firstWord(
  machine: ChildProcess,
  { run, logs }: PierFiles,
  signal: AbortSignal,
): Promise<void> {
  let failure: Error | undefined;
  machine.once('error', (error) => {
    failure = error;
  });
  const deadline = Date.now() + FIRST_WORD_MS;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    if (failure) throw failure;
    const said = await readFile(run.guestStatus, 'utf8');
    if (/^(?:step|fatal) /m.test(said)) return;
    const { exitCode, signalCode } = machine;
    if (exitCode !== null || signalCode !== null) {
      const { lines } = await readLastLines(logs.console, 10);
      const words = [said.replaceAll('\0', ''), ...lines].join('\n');
      if (wslErrorCode(words) !== undefined) throw new WslFailed(['--exec', 'boot'], exitCode, words);
      throw new AppError(
        'machine_start_failed',
        `Start the machine: it ended at once (${exitCode ?? signalCode}).`,
        `What it said is in '${logs.console}'.`,
        { lastLines: lines },
      );
    }
    await sleep(LOOK_MS, signal);
  }
}
