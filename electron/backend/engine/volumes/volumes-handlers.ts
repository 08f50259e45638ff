import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PierHandlers } from '../../../../shared/contract/index.ts';
import type { Task } from '../../../../shared/contract/tasks.ts';
import { isAtWork } from '../../../../shared/contract/volumes.ts';
import { AppError } from '../../../../shared/errors.ts';
import type { TaskRegistry } from '../../tasks/task-registry.ts';
import type { TransferDesk } from '../../transfers/transfer-desk.ts';
import type { Engine } from '../engine.ts';
import { markHidden } from '../hidden-objects.ts';
import type { Storage } from '../storage.ts';
import { createVolume, findVolume } from './create-volume.ts';
import { exportFileName } from './export-schedules.ts';
import { removeVolume, removeVolumes } from './remove-volumes.ts';
import { streamTask } from './stream-task.ts';
import { prepareFolder } from './volume-copy.ts';
import { emptyVolume } from './volume-import.ts';
import { fetchVolumes, IGNORED_ACTIONS } from './volume-list.ts';

export function volumesHandlers(services: {
  engine: Engine;
  tasks: TaskRegistry;
  transfers: TransferDesk;
  storage: Storage;
}): PierHandlers['volumes'] {
  const { engine, tasks, transfers, storage } = services;
  const { helpers, copy, sizes, schedules, imports } = storage;
  const list = engine.liveList({
    subject: 'volumes',
    eventTypes: ['volume', 'container'],
    ignoredActions: IGNORED_ACTIONS,
    fetch: async (client, signal) => markHidden(await fetchVolumes(client, signal), engine.hidden),
  });
  const start = (
    verb: { kind: string; title: string; attempt: string },
    name: string,
    run: Parameters<TaskRegistry['start']>[1],
  ) =>
    tasks.start({ kind: verb.kind, title: verb.title, subject: name }, async (task) => {
      try {
        return await run(task);
      } catch (error) {
        throw engine.explain(error, { verb: verb.attempt, operand: name });
      }
    });

  /** @throws AppError `volume_in_use`, `volume_not_found` */
  const refuseInUse = async (name: string, verb: string, signal: AbortSignal) => {
    const volumes = await engine.use({ verb: `${verb} the volume`, operand: name }, (client) =>
      fetchVolumes(client, signal),
    );
    const volume = volumes.find((each) => each.name === name);
    if (!volume) await requireVolume(engine, name, `${verb} the volume`);
    const users = volume?.usedBy.filter(isAtWork) ?? [];
    if (users.length > 0) throw inUse(name, verb, users.map((user) => user.name).join(', '));
  };

  return {
    watch: (_input, { signal }) => list.watch(signal),
    sizes: async () => [...(await sizes.fetch())].map(([name, sizeBytes]) => ({ name, sizeBytes })),
    inspect: async ({ name }) => {
      const volume = await engine.use({ verb: 'inspect the volume', operand: name }, (client) =>
        client.json<Record<string, unknown>>({ path: `/volumes/${encodeURIComponent(name)}` }),
      );
      return volume;
    },
    drivers: async () => {
      const { Plugins: plugins } = await engine.use({ verb: 'ask', operand: 'the engine' }, (client) =>
        client.json<{ Plugins?: { Volume?: string[] | null } }>({ path: '/info' }),
      );
      return plugins?.Volume ?? ['local'];
    },
    create: async (request) => ({ name: await createVolume(engine, request) }),
    remove: ({ names }) => {
      const [first = ''] = names;
      const subject = names.length === 1 ? first : `${names.length} volumes`;
      return tasks.start({ kind: 'volume-remove', title: `Remove ${subject}`, subject }, (task) =>
        removeVolumes(engine, helpers, names, task),
      );
    },
    clone: async ({ name, to }) => {
      const source = await requireVolume(engine, name, 'clone the volume');
      // Its options may lead to the very same place: a share, a device. And it is no part of a compose project.
      const labels = Object.entries(source.Labels ?? {}).filter(
        ([key]) => !key.startsWith('com.docker.compose.'),
      );
      await createVolume(engine, {
        name: to,
        driver: 'local',
        options: {},
        labels: Object.fromEntries(labels),
      });
      const verb = { kind: 'volume-clone', title: `Clone ${name} to ${to}`, attempt: 'clone the volume' };
      return start(verb, name, async (task) => {
        try {
          await copy.copy(name, to, task);
          task.signal.throwIfAborted();
        } catch (error) {
          await removeVolume(engine, helpers, to).catch(() => {});
          throw error;
        }
        return { status: `Cloned to ${to}`, result: { name: to } };
      });
    },
    empty: async ({ name, force }, { signal }) => {
      if (force) await requireVolume(engine, name, 'empty the volume');
      else await refuseInUse(name, 'empty', signal);
      const verb = { kind: 'volume-empty', title: `Empty ${name}`, attempt: 'empty the volume' };
      return start(verb, name, async () => {
        await emptyVolume(storage.files, name);
        return { status: 'Emptied' };
      });
    },
    download: async ({ name, compress }) => {
      await requireVolume(engine, name, 'export the volume');
      const fileName = compress ? `${name}.tar.gz` : `${name}.tar`;
      const title = `Export ${name} to a file`;
      const offer = transfers.offerDownload({
        fileName,
        contentType: compress ? 'application/gzip' : 'application/x-tar',
        open: () =>
          streamTask(tasks, { kind: 'volume-export', title, subject: name }, async (task) => {
            try {
              return await copy.openTar(name, task, compress);
            } catch (error) {
              throw engine.explain(error, { verb: 'export the volume', operand: name });
            }
          }),
      });
      return { ...offer, fileName };
    },
    exportToFolder: async ({ name, folder }) => {
      await requireVolume(engine, name, 'export the volume');
      await prepareFolder(folder);
      const verb = { kind: 'volume-export', title: `Export ${name}`, attempt: 'export the volume' };
      return start(verb, name, async (task) => {
        const { path } = await copy.toFile(
          name,
          { folder, fileName: exportFileName(name, Date.now()) },
          task,
        );
        return { status: `Written to ${path}`, result: { path } };
      });
    },
    exportToImage: async ({ name, image }) => {
      await requireVolume(engine, name, 'export the volume');
      const verb = {
        kind: 'volume-export',
        title: `Export ${name} to ${image}`,
        attempt: 'export the volume',
      };
      return start(verb, name, async (task) => ({
        status: `Exported to ${image}`,
        result: { image, id: await copy.toImage(name, image, task) },
      }));
    },
    import: async (request, { signal }) => {
      const { name, mode, force } = request;
      if (mode !== 'new' && !force) await refuseInUse(name, 'import into', signal);
      else if (mode !== 'new') await requireVolume(engine, name, 'import into the volume');
      else if (await findVolume(engine, name)) throw nameTaken(name);
      return transfers.offerUpload({
        async receive(body, gone) {
          const verb = {
            kind: 'volume-import',
            title: `Import into ${name}`,
            attempt: 'import into the volume',
          };
          const { taskId } = start(verb, name, (task) => imports.run(request, body, task));
          const { state, error } = await endedOrGone(tasks, taskId, gone);
          if (error) throw AppError.fromData(error);
          if (state === 'cancelled') throw cancelled(name);
          return {};
        },
      });
    },
    async *watchSchedules(_input, { signal }) {
      const suggestedFolder = join(homedir(), 'Pier exports');
      for await (const each of schedules.watch(signal)) yield { schedules: each, suggestedFolder };
    },
    saveSchedule: async (plan) => {
      await prepareFolder(plan.folder);
      return schedules.save(plan);
    },
    removeSchedule: async ({ id }) => {
      await schedules.remove(id);
      return {};
    },
    runSchedule: ({ id }) => schedules.run(id),
  };
}

async function requireVolume(engine: Engine, name: string, verb: string) {
  const volume = await findVolume(engine, name);
  if (volume) return volume;
  throw new AppError(
    'volume_not_found',
    `Cannot ${verb} '${name}': there is no such volume.`,
    'It was removed meanwhile. The list shows the volumes there are.',
  );
}

/** Cancels a task when whoever waits for it goes. Resolves with the task as it ended. */
async function endedOrGone(tasks: TaskRegistry, id: string, gone: AbortSignal): Promise<Task> {
  const cancel = () => {
    try {
      tasks.cancel(id);
    } catch {
      // It ended, and was forgotten since.
    }
  };
  gone.addEventListener('abort', cancel, { once: true });
  if (gone.aborted) cancel();
  try {
    return await tasks.ended(id);
  } finally {
    gone.removeEventListener('abort', cancel);
  }
}

function inUse(name: string, verb: string, users: string): AppError {
  return new AppError(
    'volume_in_use',
    `Cannot ${verb} the volume '${name}': running containers use it (${users}).`,
    'Stop them first, or do it all the same: they may fail then.',
  );
}

function nameTaken(name: string): AppError {
  return new AppError(
    'volume_name_taken',
    `Cannot import into '${name}': there is a volume of this name.`,
    'Choose another name, or import into the existing volume.',
  );
}

function cancelled(name: string): AppError {
  return new AppError(
    'cancelled',
    `The import into '${name}' was cancelled.`,
    'Start it again if you need it.',
  );
}
