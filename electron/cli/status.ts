import { statSync } from 'node:fs';
import type { MachineState, MachineStatus } from '../../shared/contract/machine.ts';
import { type ErrorData, textOfError } from '../../shared/errors.ts';
import type { PierFiles } from '../../vm/files.ts';
import { type BackendConnection, connectBackend, withBackend } from './connect.ts';
import { type JsonOption, Tell } from './tell.ts';

/** What `pier status --json` prints. Keys are always there; null is what cannot be told. */
export interface StatusReport {
  state: MachineState['kind'];
  driver: string;
  accelerator: string | null;
  acceleratorReason: string | null;
  engineVersion: string | null;
  dockerSocket: string;
  /** ISO 8601: since when it is in this state. */
  since: string | null;
  /** What goes on in a start. */
  step: string | null;
  /** Who paused it: "person", or "resource-saver", whose pause ends when the engine is used. */
  pausedBy: string | null;
  /** Why it failed, what its start waits for, or what does not work although it runs. */
  error: ErrorData | null;
  /** Who serves the docker socket; null while nobody does. */
  backend: { pid: number; host: string; version: string } | null;
  home: string;
}

/** `pier status`: what answers now, without starting anything. */
export async function status(files: PierFiles, options: JsonOption): Promise<void> {
  const report = await makeReport(files);
  const tell = new Tell(options);
  tell.say(textOf(report));
  tell.value(report);
}

/** What answers now, without starting anything. */
export async function makeReport(files: PierFiles): Promise<StatusReport> {
  const connection = await connectBackend(files.run.pierSocket);
  return connection
    ? withBackend(connection, (open) => reportOfBackend(files, open))
    : reportWithoutBackend(files);
}

/** As makeReport(), of a backend that is connected already. */
export async function reportOfBackend(
  files: PierFiles,
  { client }: BackendConnection,
): Promise<StatusReport> {
  const [machine, app] = await Promise.all([client.machine.status({}), client.app.info({})]);
  const { pid, host, version } = app;
  return { ...reportOf(machine), backend: { pid, host, version }, home: files.home };
}

function reportOf({ state, info, engineVersion, dockerSocket }: MachineStatus) {
  return {
    state: state.kind,
    driver: info.driver,
    accelerator: info.accelerator ?? null,
    acceleratorReason: info.acceleratorReason ?? null,
    engineVersion: engineVersion ?? null,
    dockerSocket,
    since: new Date(state.since).toISOString(),
    step: 'step' in state ? state.step.title : null,
    pausedBy: state.kind === 'paused' ? state.by : null,
    error: errorOf(state) ?? null,
  };
}

function errorOf(state: MachineState): ErrorData | undefined {
  if (state.kind === 'failed') return state.error;
  if (state.kind === 'running') return state.degraded;
  return state.kind === 'starting' ? state.trouble : undefined;
}

async function reportWithoutBackend(files: PierFiles): Promise<StatusReport> {
  const { inspectMachine } = await import('./inspect-machine.ts');
  const { state, driver, isOurs } = await inspectMachine(files);
  const isLeft = state === 'running' && isOurs;
  return {
    // An engine that somebody else runs is not at our socket while we do not run.
    state: state === 'running' && !isOurs ? 'stopped' : state,
    driver,
    accelerator: null,
    acceleratorReason: null,
    engineVersion: null,
    dockerSocket: files.run.dockerSocket,
    since: changedAt(isLeft ? files.run.machinePid : files.run.lock),
    step: null,
    pausedBy: null,
    error: isLeft ? LEFT_BEHIND : null,
    backend: null,
    home: files.home,
  };
}

const LEFT_BEHIND: ErrorData = {
  code: 'backend_not_running',
  message: 'The machine runs, and nothing serves its Docker socket: the backend ended without stopping it.',
  hint: 'Take it over with: pier start. Or stop it with: pier stop',
};

/** The pid file is made at a start; the lock is emptied by a backend that ends. */
function changedAt(path: string): string | null {
  return statSync(path, { throwIfNoEntry: false })?.mtime.toISOString() ?? null;
}

function engineLine({ state, step, pausedBy }: StatusReport): string {
  if (step) return `${state}: ${step}`;
  if (pausedBy === 'resource-saver') return 'paused (resource saver: it wakes when Docker is used)';
  return pausedBy ? 'paused (it goes on with: pier resume)' : state;
}

function textOf(report: StatusReport): string {
  const rows: [string, string | null][] = [
    ['Engine', engineLine(report)],
    ['Since', report.since && new Date(report.since).toLocaleString()],
    ['Driver', report.accelerator ? `${report.driver}, ${report.accelerator}` : report.driver],
    ['', report.acceleratorReason],
    ['Version', report.engineVersion && `Docker ${report.engineVersion}`],
    ['Socket', `unix://${report.dockerSocket}`],
    ['Backend', report.backend ? `${report.backend.host}, pid ${report.backend.pid}` : 'does not run'],
    ['Trouble', report.error && textOfError(report.error).replaceAll('\n', `\n${''.padEnd(9)}`)],
  ];
  return rows.flatMap(([name, value]) => (value ? [`${name.padEnd(9)}${value}\n`] : [])).join('');
}
