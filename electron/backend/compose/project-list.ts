import type { ComposeProject, ComposeUpdate } from '../../../shared/contract/compose.ts';
import type { Engine } from '../engine/engine.ts';
import type { ApiContainer } from '../engine/engine-api.ts';
import type { EngineClient } from '../engine/engine-client.ts';
import { WITHOUT_EFFECT } from '../engine/engine-event.ts';
import { ANSWER_TIMEOUT_MS } from '../engine/follow-engine.ts';
import type { LiveList, LiveUpdate } from '../engine/live-list.ts';
import { pause } from '../engine/pause.ts';
import { LABEL } from './compose-labels.ts';
import {
  type ApiLabelled,
  type EngineObjects,
  emptyProject,
  splitPaths,
  toComposeProjects,
} from './compose-projects.ts';
import type { KnownProjects } from './known-projects.ts';
import type { ProjectFiles } from './project-source.ts';

/** The projects on the engine, and those that Pier remembers and that are down. */
export class ProjectList {
  readonly #engine: Engine;
  readonly #known: KnownProjects;
  readonly #list: LiveList<ComposeProject>;

  constructor(options: { engine: Engine; known: KnownProjects }) {
    this.#engine = options.engine;
    this.#known = options.known;
    this.#list = options.engine.liveList({
      subject: 'compose projects',
      eventTypes: ['container', 'network', 'volume'],
      ignoredActions: WITHOUT_EFFECT,
      fetch: async (client, signal) =>
        toComposeProjects(await fetchObjects(client, signal)).filter(
          ({ name }) => !options.engine.hidden.isHidden({ [LABEL.project]: name }),
        ),
    });
  }

  /** Ends with the signal. */
  async *watch(signal: AbortSignal): AsyncGenerator<ComposeUpdate, void, void> {
    let latest: LiveUpdate<ComposeProject> | undefined;
    let changed = false;
    let wake = () => {};
    const change = () => {
      changed = true;
      wake();
    };
    const unsubscribe = this.#known.onChange(change);
    const reading = (async () => {
      for await (const update of this.#list.watch(signal)) {
        latest = update;
        change();
      }
    })();
    try {
      while (!signal.aborted) {
        if (latest && changed) {
          changed = false;
          yield latest.kind === 'disconnected'
            ? latest
            : { kind: 'snapshot', items: withKnown(latest.items, await this.#known.all()) };
          continue;
        }
        await pause({
          signal,
          onChange: (listener) => {
            wake = listener;
            return () => {
              wake = () => {};
            };
          },
        });
      }
    } finally {
      unsubscribe();
      await reading;
    }
  }

  /** A project's files: as its containers name them, else as Pier remembers them. undefined where nobody knows it. */
  async filesOf(project: string, signal?: AbortSignal): Promise<ProjectFiles | undefined> {
    const { containers, networks } = await this.objectsOf(project, signal);
    const remembered = (await this.#known.all()).find(({ name }) => name === project);
    const labels = containers
      .map((container) => container.Labels ?? {})
      .find((all) => all[LABEL.configFiles]);
    if (labels) {
      const workingDir = labels[LABEL.workingDir] ?? '';
      const configFiles = splitPaths(labels[LABEL.configFiles], workingDir);
      const envFiles = splitPaths(labels[LABEL.environmentFile], workingDir);
      if (configFiles.length > 0) return { name: project, workingDir, configFiles, envFiles };
    }
    if (remembered) return remembered;
    const onEngine = containers.length + networks.length > 0;
    return onEngine ? { name: project, workingDir: '', configFiles: [], envFiles: [] } : undefined;
  }

  /** All that is on the engine of one project. @throws AppError where the engine does not answer. */
  async objectsOf(project: string, signal?: AbortSignal): Promise<EngineObjects> {
    return await this.#engine.use({ verb: 'look up the project', operand: project }, (client) =>
      fetchObjects(client, signal, project),
    );
  }
}

/** All objects with a label of compose, or those of one project. */
export async function fetchObjects(
  client: EngineClient,
  signal: AbortSignal | undefined,
  project?: string,
): Promise<EngineObjects> {
  const label = [project === undefined ? LABEL.project : `${LABEL.project}=${project}`];
  const read = { timeoutMs: ANSWER_TIMEOUT_MS, signal };
  const [containers, networks, volumes] = await Promise.all([
    client.json<ApiContainer[]>({
      path: '/containers/json',
      query: { all: true, filters: { label } },
      ...read,
    }),
    client.json<ApiLabelled[]>({ path: '/networks', query: { filters: { label } }, ...read }),
    client.json<{ Volumes: ApiLabelled[] | null }>({
      path: '/volumes',
      query: { filters: { label } },
      ...read,
    }),
  ]);
  return { containers, networks, volumes: volumes.Volumes ?? [] };
}

function withKnown(projects: ComposeProject[], known: readonly ProjectFiles[]): ComposeProject[] {
  const there = new Set(projects.map(({ name }) => name));
  const down = known
    .filter(({ name }) => !there.has(name))
    .map(({ name, workingDir, configFiles }) => ({
      ...emptyProject(name),
      workingDir,
      configFiles,
      onEngine: false,
    }));
  return [...projects, ...down].sort((a, b) => a.name.localeCompare(b.name));
}
