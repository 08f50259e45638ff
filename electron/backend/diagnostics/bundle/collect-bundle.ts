import { readFile, realpath, statfs } from 'node:fs/promises';
import { arch, availableParallelism, cpus, freemem, version as osVersion, release, totalmem } from 'node:os';
import type { CheckOutcome } from '../../../../shared/contract/diagnostics.ts';
import type { PierFiles } from '../../../../vm/files.ts';
import { readLastLines } from '../../../../vm/last-lines.ts';
import { listProcesses } from '../../../../vm/list-processes.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import type { Settings } from '../../settings/settings.ts';
import type { Supervisor } from '../../vm/supervisor.ts';
import type { StateChange } from '../state-history.ts';
import { describeContainers } from './describe-containers.ts';
import { secretsOfEnvironment, secretsOfHeadless, secretsOfJson, secretsOfProcess } from './known-secrets.ts';
import { ownNames, ownPlaces, Redactor } from './redact.ts';

const LOG_LINES = 5000;
const ANSWER_MS = 5000;

export interface BundleSources {
  supervisor: Pick<Supervisor, 'status' | 'usage' | 'pid'>;
  /** Of the engine, where one answers. */
  client: () => EngineClient | undefined;
  settings: () => Settings;
  history: () => readonly StateChange[];
  /** Runs all checks. */
  check: () => Promise<CheckOutcome[]>;
  /** Logins of registries as far as they are known. */
  secrets: () => Promise<string[]>;
  files: PierFiles;
  env: NodeJS.ProcessEnv;
  version: string;
}

export interface TextFile {
  path: string;
  text: string;
}

/**
 * What helps others to help: versions, settings, what the machine went through, checks, logs. Nothing in it is secret as
 * far as that can be known: environments are never told, and all texts go through the redactor, the logs as well. A
 * part that cannot be had says why.
 */
export async function collectBundle(sources: BundleSources): Promise<TextFile[]> {
  const { supervisor, client, settings, history, files, env } = sources;
  const engine = client();
  const described = engine ? await attempt(() => describeContainers(engine)) : undefined;
  const redactor = new Redactor({
    secrets: [
      ...secretsOfProcess(env),
      ...(await sources.secrets().catch(() => [])),
      ...secretsOfJson(settings()),
      ...(await secretsOfHeadless(files.run.headless)),
      ...(described && 'value' in described ? secretsOfEnvironment(described.value.environment) : []),
    ],
    paths: ownPlaces(files.home, await realpath(files.home).catch(() => files.home)) ?? [],
    ...ownNames(),
  });
  const json = async (path: string, make: () => unknown): Promise<TextFile> => {
    const made = await attempt(async () => redactor.json(await make()));
    return {
      path,
      text: 'value' in made ? `${JSON.stringify(made.value, null, 2)}\n` : couldNot(redactor, made.error),
    };
  };
  const log = async (path: string, from: string): Promise<TextFile> => {
    const made = await attempt(async () => (await readLastLines(from, LOG_LINES)).lines.join('\n'));
    return {
      path,
      text: 'value' in made ? redactor.text(`${made.value}\n`) : couldNot(redactor, made.error),
    };
  };
  const { logs } = files;
  const all = await Promise.all([
    json('versions.json', () => versions(sources.version, engine)),
    json('computer.json', () => computer(files.home)),
    json('settings.json', settings),
    json('machine.json', async () => ({ ...supervisor.status(), usage: await supervisor.usage() })),
    json('machine-command-line.json', () => commandLine(supervisor.pid)),
    json('state-history.json', history),
    json('checks.json', sources.check),
    json('engine-info.json', () => engineInfo(engine)),
    json('containers.json', () => {
      if (!described) return { notAsked: 'no engine answers' };
      if ('error' in described) throw described.error;
      const { environment: _environment, ...rest } = described.value;
      return rest;
    }),
    log('logs/backend.log', logs.backend),
    log('logs/backend.log.1', `${logs.backend}.1`),
    log('logs/console.log', logs.console),
    log('logs/console.log.1', `${logs.console}.1`),
    log('logs/qemu.log', logs.qemu),
    log('logs/shares.log', logs.shares),
    log('logs/vfkit.log', logs.vfkit),
    log('logs/gvproxy.log', logs.gvproxy),
    log('logs/guest-status.log', files.run.guestStatus),
  ]);
  return all.filter(({ text }) => text.trim() !== '');
}

type Attempt<T> = { value: T } | { error: unknown };

async function attempt<T>(work: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await work() };
  } catch (error) {
    return { error };
  }
}

function couldNot(redactor: Redactor, error: unknown): string {
  return `${redactor.text(`This could not be gathered: ${error instanceof Error ? error.message : String(error)}`)}\n`;
}

async function versions(pier: string, engine: EngineClient | undefined) {
  const { node, v8, uv, openssl } = process.versions;
  const electron = process.versions.electron;
  return {
    pier,
    runtime: { node, v8, uv, openssl, ...(electron && { electron }) },
    engine: engine ? await engine.json({ path: '/version', timeoutMs: ANSWER_MS }).catch(String) : null,
  };
}

async function computer(home: string) {
  const distribution = /^PRETTY_NAME="?([^"\n]*)/m.exec(
    await readFile('/etc/os-release', 'utf8').catch(() => ''),
  );
  const disk = await statfs(home);
  return {
    platform: process.platform,
    release: release(),
    version: osVersion(),
    distribution: distribution?.[1] ?? null,
    architecture: arch(),
    processor: cpus()[0]?.model ?? null,
    cores: availableParallelism(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    diskBytes: disk.blocks * disk.bsize,
    freeDiskBytes: disk.bavail * disk.bsize,
  };
}

/** As the hypervisor was started, an argument a line. */
async function commandLine(pid: number | undefined) {
  if (pid === undefined) return { none: 'no machine of ours runs' };
  const found = (await listProcesses()).find((each) => each.pid === pid);
  return found?.args.filter(Boolean) ?? { none: 'it is gone' };
}

async function engineInfo(engine: EngineClient | undefined) {
  if (!engine) return { notAsked: 'no engine answers' };
  const info = await engine.json<Record<string, unknown>>({ path: '/info', timeoutMs: ANSWER_MS });
  // What a person wrote there is theirs.
  const { Labels: _labels, Swarm: _swarm, ID: _id, Name: _name, ...rest } = info;
  return rest;
}
