import type { ExtensionBackend, ExtensionService } from '../../../../shared/contract/extensions.ts';
import type { ErrorData } from '../../../../shared/errors.ts';
import { EXTENSION_LABEL } from '../../../../shared/model/extension-labels.ts';
import { LABEL } from '../../compose/compose-labels.ts';
import { containerPath } from '../../engine/container-actions.ts';
import { containerLogs } from '../../engine/container-logs.ts';
import type { Engine } from '../../engine/engine.ts';
import type { ApiContainer } from '../../engine/engine-api.ts';
import type { EngineClient } from '../../engine/engine-client.ts';
import { EngineHttpError } from '../../engine/engine-errors.ts';
import { WITHOUT_EFFECT } from '../../engine/engine-event.ts';
import type { LiveList, LiveUpdate } from '../../engine/live-list.ts';
import type { ExtensionRecord } from '../extension-record.ts';

const LAST_LINES = 20;
const LINE_LIMIT = 500;
/** One that began anew is well again when it has run for so long, in milliseconds. */
export const WELL_AFTER_MS = 10_000;

/** A container of an extension, as the engine tells of it. */
export interface SeenService extends ExtensionService {
  project: string;
  /** Milliseconds since the epoch; 0 for never. */
  startedAt: number;
  /** Whether its work is done and it is not to begin again: it ended well, by itself. */
  isDone: boolean;
  /** What it wrote last, where it ended by itself. */
  lastLines: string[];
}

/** Follows the containers of all extensions, while somebody watches. */
export function extensionContainers(engine: Engine): LiveList<SeenService> {
  return engine.liveList({
    subject: 'containers of extensions',
    eventTypes: ['container'],
    ignoredActions: new Set([...WITHOUT_EFFECT, 'health_status']),
    patient: true,
    fetch: async (client, signal) => {
      const containers = await client.json<ApiContainer[]>({
        path: '/containers/json',
        query: { all: true, filters: { label: [`${EXTENSION_LABEL.isExtension}=true`, LABEL.project] } },
        signal,
      });
      const seen = await Promise.all(containers.map((container) => look(engine, client, container, signal)));
      return seen.flat();
    },
  });
}

async function look(
  engine: Engine,
  client: EngineClient,
  container: ApiContainer,
  signal: AbortSignal,
): Promise<SeenService[]> {
  const labels = container.Labels ?? {};
  try {
    const detail = await client.json<{
      RestartCount: number;
      State: { Status: string; ExitCode: number; StartedAt: string; Error?: string };
      HostConfig: { RestartPolicy?: { Name: string } };
    }>({ path: containerPath(container.Id, '/json'), signal });
    const { Status: state, ExitCode: exitCode, StartedAt: started, Error: error } = detail.State;
    const restarts = detail.RestartCount;
    const hasEnded = state === 'exited' || state === 'restarting' || state === 'dead';
    const beginsAgain = /^(always|unless-stopped)$/.test(detail.HostConfig.RestartPolicy?.Name ?? '');
    const isSuspect = restarts > 0 || (hasEnded && exitCode !== 0) || Boolean(error);
    return [
      {
        project: labels[LABEL.project] ?? '',
        name: labels[LABEL.service] ?? '',
        containerName: (container.Names?.[0] ?? '').replace(/^\//, ''),
        containerId: container.Id,
        state,
        restarts,
        ...(hasEnded && { exitCode }),
        startedAt: Math.max(0, Date.parse(started) || 0),
        isDone: state === 'exited' && exitCode === 0 && !beginsAgain,
        lastLines: isSuspect
          ? [...(await lastLines(engine, container.Id, signal)), ...(error ? [error] : [])]
          : [],
      },
    ];
  } catch (error) {
    // Removed meanwhile.
    if (error instanceof EngineHttpError && error.status === 404) return [];
    throw error;
  }
}

/** Nothing where it has no log. */
async function lastLines(engine: Engine, id: string, signal: AbortSignal): Promise<string[]> {
  const texts: string[] = [];
  try {
    for await (const { count, text } of containerLogs(
      engine,
      { id, tail: LAST_LINES, follow: false },
      signal,
    ))
      if (count > 0) texts.push(...text.split('\n'));
  } catch {
    return [];
  }
  return texts
    .filter((line) => line !== '')
    .slice(-LAST_LINES)
    .map((line) => line.slice(0, LINE_LIMIT));
}

/** How an extension's backend is. @param failure why it was not brought up the last time @param now in milliseconds */
export function backendState(
  { backend, enabled, title }: Pick<ExtensionRecord, 'backend' | 'enabled' | 'title'>,
  seen: LiveUpdate<SeenService> | undefined,
  options: { isBusy: boolean; failure?: ErrorData | undefined; now: number },
): ExtensionBackend | undefined {
  if (!backend) return undefined;
  const { project, socketContainer } = backend;
  const known = seen?.kind === 'snapshot' ? seen.items : [];
  const order = backend.services.map(({ name }) => name);
  const all = known
    .filter((each) => each.project === project && each.containerName !== socketContainer)
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  const services = all.map(
    ({ startedAt: _, lastLines: __, project: ___, isDone: ____, ...service }) => service,
  );
  if (!enabled) return { project, state: 'off', services };
  if (seen?.kind !== 'snapshot') return { project, state: 'unknown', services };
  if (options.isBusy) return { project, state: 'starting', services };
  const failing = all.find((service) => isFailing(service, options.now));
  if (failing) return { project, state: 'failing', services, error: failureOf(title, failing) };
  if (all.length === 0) {
    const { failure } = options;
    return { project, state: failure ? 'failing' : 'stopped', services, ...(failure && { error: failure }) };
  }
  const [first] = all.filter(({ isDone }) => !isDone);
  return { project, state: first ? stateOf(first.state) : 'done', services };
}

function stateOf(container: string): 'running' | 'starting' | 'stopped' {
  if (container === 'running') return 'running';
  return container === 'created' ? 'starting' : 'stopped';
}

function isFailing({ state, restarts, exitCode = 0, startedAt }: SeenService, now: number): boolean {
  if (state === 'restarting' || state === 'dead') return true;
  if (state === 'exited') return exitCode !== 0;
  return state === 'running' && restarts > 0 && now - startedAt < WELL_AFTER_MS;
}

/** When what backendState() tells may change without an event, in milliseconds from now; undefined for never. */
export function nextLook(seen: LiveUpdate<SeenService> | undefined, now: number): number | undefined {
  const waits = (seen?.kind === 'snapshot' ? seen.items : [])
    .filter(({ state, restarts }) => state === 'running' && restarts > 0)
    .map(({ startedAt }) => startedAt + WELL_AFTER_MS - now)
    .filter((wait) => wait > 0);
  return waits.length > 0 ? Math.min(...waits) + 50 : undefined;
}

function failureOf(title: string, service: SeenService): ErrorData {
  const { containerName, restarts, exitCode, lastLines: lines } = service;
  const times = restarts > 0 ? `, and has been started ${restarts + 1} times` : '';
  const how = exitCode === undefined ? 'ended' : `ended with exit code ${exitCode}`;
  return {
    code: 'extension_backend_down',
    message: `The backend of '${title}' fails: its container '${containerName}' ${how}${times}.`,
    hint: 'See the log of the container. Restart or update the extension, or disable it.',
    ...(lines.length > 0 && { lastLines: lines }),
  };
}
