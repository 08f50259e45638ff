import type { PierHandlers } from '../../../../shared/contract/index.ts';
import {
  containerPath,
  killContainer,
  pauseContainer,
  removeContainer,
  renameContainer,
  restartContainer,
  resumeContainer,
  startContainer,
  stopContainer,
} from '../container-actions.ts';
import { containerLogs } from '../container-logs.ts';
import type { EngineServices } from '../engine-handlers.ts';
import { inspectContainer as inspectRawContainer } from '../inspect-container.ts';
import { runContainer } from '../run-container.ts';
import { bulkAction } from './bulk-action.ts';
import { configurationOf } from './container-configuration.ts';
import { dockerRun } from './docker-run.ts';
import { inspectContainer, readContainer } from './inspect-container.ts';
import { recreateContainer } from './recreate-container.ts';

export function containersHandlers({ engine, tasks, transfers }: EngineServices): PierHandlers['containers'] {
  return {
    watch: (_input, { signal }) => engine.containers.watch(signal),
    start: async ({ id }) => {
      await startContainer(engine, id);
      return {};
    },
    stop: async ({ id }) => {
      await stopContainer(engine, id);
      return {};
    },
    restart: async ({ id }) => {
      await restartContainer(engine, id);
      return {};
    },
    kill: async ({ id, signal }) => {
      await killContainer(engine, id, signal);
      return {};
    },
    pause: async ({ id }) => {
      await pauseContainer(engine, id);
      return {};
    },
    resume: async ({ id }) => {
      await resumeContainer(engine, id);
      return {};
    },
    rename: async ({ id, name }) => {
      await renameContainer(engine, id, name);
      return {};
    },
    remove: async ({ id, force, volumes }) => {
      await removeContainer(engine, id, { force, volumes });
      return {};
    },
    inspect: ({ id }, { signal }) => inspectRawContainer(engine, id, signal),
    bulk: async (request) => ({ results: await bulkAction(engine, tasks, request) }),
    run: (request, { signal }) => runContainer(engine, request, signal),
    configuration: ({ id, purpose }) =>
      engine.use({ verb: 'read the settings of', operand: engine.nameOf(id) }, async (client) =>
        configurationOf(await readContainer(client, id), purpose),
      ),
    recreate: (options, { signal }) => recreateContainer(engine, options, signal),
    dockerRun: ({ id }) =>
      engine.use({ verb: 'read the settings of', operand: engine.nameOf(id) }, async (client) =>
        dockerRun((await readContainer(client, id)).own),
      ),
    export: ({ id }) => {
      const attempt = { verb: 'export', operand: engine.nameOf(id) };
      return engine.use(attempt, async (client) => {
        const { Name: name } = await inspectContainer(client, id);
        return transfers.offerDownload({
          fileName: `${name.replace(/^\//, '')}.tar`,
          contentType: 'application/x-tar',
          open: (signal) =>
            engine.use(attempt, (current) => current.open({ path: containerPath(id, '/export'), signal })),
        });
      });
    },
    logs: (input, { signal }) => containerLogs(engine, input, signal),
  };
}
