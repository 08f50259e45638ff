import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { PierHandlers } from '../../../shared/contract/index.ts';
import { AppError } from '../../../shared/errors.ts';
import { serverTitle } from '../../../shared/model/registry-server.ts';
import type { OwnCredentials } from '../credentials/own-store/own-credentials.ts';
import type { Engine } from '../engine/engine.ts';
import { prepareFolder } from '../engine/volumes/volume-copy.ts';
import { hostPath } from '../host-files/list-host-files.ts';
import type { SettingsBook } from '../settings/settings-book.ts';
import { watchState } from '../watch-state.ts';
import { engineContents } from './engine-contents.ts';
import type { MachineData } from './machine-data.ts';
import { readArchiveManifest } from './read-disk-archive.ts';

/** Implements `contract.machineData`. */
export function machineDataHandlers(services: {
  data: MachineData;
  engine: Engine;
  settings: SettingsBook;
  own: OwnCredentials;
}): PierHandlers['machineData'] {
  const { data, engine, settings, own } = services;
  return {
    watch: (_input, { signal }) =>
      watchState({ signal, onChange: (listener) => data.onChange(listener), read: () => data.state() }),
    contents: async () => {
      const [contents, logins] = await Promise.all([engineContents(engine), own.servers()]);
      return { logins: logins.map(serverTitle), ...(contents && { contents }) };
    },
    createSnapshot: ({ name }) => data.createSnapshot(name),
    restoreSnapshot: ({ id }) => data.restoreSnapshot(id),
    deleteSnapshot: async ({ id }) => {
      await data.deleteSnapshot(id);
      return {};
    },
    moveDisk: ({ folder }) => data.moveDisk(hostPath(folder)),
    export: async ({ to }) => data.export(await exportPath(hostPath(to))),
    inspectExport: async ({ path: typed }) => {
      const path = hostPath(typed);
      const { pier, createdAt, diskBytes, dataBytes } = await readArchiveManifest(path);
      const { size: fileBytes } = await stat(path);
      return { path, fileBytes, pier, createdAt: Date.parse(createdAt), diskBytes, dataBytes };
    },
    import: ({ path }) => data.import(hostPath(path)),
    clean: () => data.clean(),
    resetSettings: async () => {
      const copy = await settings.reset();
      return copy ? { copy } : {};
    },
    factoryReset: () => data.factoryReset(),
  };
}

/** The file to write: a folder gets one with the date in its name. An export that is there is not written over. */
async function exportPath(to: string): Promise<string> {
  const isFile = /\.(tgz|tar\.gz)$/i.test(to);
  const folder = isFile ? join(to, '..') : to;
  await prepareFolder(folder);
  const stamp = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const path = isFile ? to : join(to, `pier-data-${stamp}.tar.gz`);
  if (await stat(path).catch(() => undefined)) {
    throw new AppError('file_exists', `Cannot write '${path}': it is there already.`, 'Give another name.');
  }
  return path;
}
