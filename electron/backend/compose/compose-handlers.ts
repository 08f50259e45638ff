import type { ComposeAction } from '../../../shared/contract/compose.ts';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { toAppError } from '../../../shared/errors.ts';
import type { PierFiles } from '../../../vm/files.ts';
import type { LoginsForPrograms } from '../credentials/program-logins.ts';
import type { Engine } from '../engine/engine.ts';
import type { Logger } from '../log/logger.ts';
import { DockerPlugin } from '../programs/docker-plugin.ts';
import type { TaskRegistry } from '../tasks/task-registry.ts';
import { ComposeCli } from './compose-cli.ts';
import { COMPOSE } from './compose-program.ts';
import { ComposeService, subjectOf } from './compose-service.ts';
import { KnownProjects } from './known-projects.ts';
import { actOnProject } from './project-actions.ts';
import { ProjectList } from './project-list.ts';

const TITLES: Record<ComposeAction, string> = {
  start: 'Start',
  stop: 'Stop',
  restart: 'Restart',
  pause: 'Pause',
  unpause: 'Resume',
  kill: 'Kill',
};

export interface ComposeServices {
  engine: Engine;
  tasks: TaskRegistry;
  log: Logger;
  files: PierFiles;
  /** Of the engine, for the compose program. */
  dockerSocket: string;
  cacheDir: string;
  env: NodeJS.ProcessEnv;
  /** Its own where nobody else has to know them. */
  known?: KnownProjects;
  logins?: LoginsForPrograms;
}

/** Compose projects: what the engine knows of them by itself, and what the compose program makes of their files. */
export function composeHandlers(services: ComposeServices): PierHandlers['compose'] {
  const { engine, tasks, log, files, dockerSocket, cacheDir, env, logins } = services;
  const { known = new KnownProjects({ path: files.composeProjects, log }) } = services;
  const projects = new ProjectList({ engine, known });
  const program = new DockerPlugin(COMPOSE, { bin: files.bin, cacheDir, env });
  const cli = new ComposeCli({ program, dockerSocket, env, logins });
  const compose = new ComposeService({ engine, tasks, cli, projects, known });
  return {
    watch: (_input, { signal }) => projects.watch(signal),
    program: async () => {
      try {
        return { kind: 'found' as const, ...(await cli.find()) };
      } catch (thrown) {
        return { kind: 'missing' as const, error: toAppError(thrown).toData() };
      }
    },
    readFile: ({ source }, { signal }) => compose.read(source, signal),
    watchFile: ({ project }, { signal }) => compose.watch(project, signal),
    act: (request) => {
      const { project, services: chosen, action } = request;
      const title = `${TITLES[action]} ${subjectOf(project, chosen)}`;
      return tasks.start({ kind: `compose-${action}`, title, subject: project }, async (task) =>
        actOnProject(engine, request, await projects.objectsOf(project, task.signal), task),
      );
    },
    up: ({ source, ...options }, { signal }) => compose.up(source, options, signal),
    down: (request) => compose.down(request),
    scale: (request, { signal }) => compose.scale(request, signal),
    forget: async ({ project }) => {
      await known.forget(project);
      return {};
    },
  };
}
