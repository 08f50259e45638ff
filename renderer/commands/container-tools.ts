import {
  IconCopy,
  IconCopyPlus,
  IconDownload,
  IconEdit,
  IconExternalLink,
  IconForms,
  IconTerminal2,
} from '@tabler/icons-react';
import type { ContainerSummary } from '../../shared/contract/containers.ts';
import { toAppError } from '../../shared/errors.ts';
import { portLinks } from '../../shared/model/port-links.ts';
import { t } from '../i18n/index.ts';
import { updateView, usePier } from '../store/store.ts';
import type { Command } from './command.ts';
import { copyToClipboard } from './copy-to-clipboard.ts';
import { notifyDone, notifyError, notifyWarning } from './notify.ts';

/** What is done with a container beside its life: looked at, copied, made again. */

export const openContainerPort: Command<ContainerSummary> = {
  id: 'open',
  title: t.containers.openPort,
  icon: IconExternalLink,
  when: (container) => addressOf(container) !== undefined,
  perform: (container) => {
    window.open(addressOf(container), '_blank', 'noreferrer');
  },
  harmless: true,
  section: 'look',
  key: 'o',
};

export const copyContainerId: Command<ContainerSummary> = {
  id: 'copy-id',
  title: t.containers.copyId,
  icon: IconCopy,
  when: () => true,
  harmless: true,
  section: 'copy',
  perform: async ({ id, name }) => {
    if (await copyToClipboard(id)) notifyDone('copied', t.containers.copiedId(name));
  },
};

export const copyDockerRun: Command<ContainerSummary> = {
  id: 'copy-run',
  title: t.containers.copyRun,
  icon: IconTerminal2,
  when: () => true,
  harmless: true,
  section: 'copy',
  perform: async ({ id, name }, context) => {
    try {
      const { command, missing } = await context.client().containers.dockerRun({ id });
      if (!(await copyToClipboard(command))) return;
      if (missing.length === 0) notifyDone('copied', t.containers.copiedRun(name));
      else notifyWarning('copied', t.containers.copiedRun(name), t.containers.copiedWithout(missing));
    } catch (thrown) {
      notifyError('copy', t.containers.couldNot.copy, toAppError(thrown).toData());
    }
  },
};

/** A dialog asks for the name. */
export const renameContainer: Command<ContainerSummary> = {
  id: 'rename',
  title: t.containers.rename,
  icon: IconForms,
  when: ({ state }) => state !== 'removing',
  perform: ({ id }) => updateView({ renaming: id }),
  section: 'change',
  key: 'F2',
};

export const editContainer: Command<ContainerSummary> = {
  id: 'edit',
  title: t.containers.edit,
  icon: IconEdit,
  when: ({ state }) => state !== 'removing',
  perform: ({ id, name }) => updateView({ basedOn: { purpose: 'edit', id, name } }),
  section: 'change',
  key: 'e',
};

export const duplicateContainer: Command<ContainerSummary> = {
  id: 'duplicate',
  title: t.containers.duplicate,
  icon: IconCopyPlus,
  when: ({ state }) => state !== 'removing',
  perform: ({ id, name }) => updateView({ basedOn: { purpose: 'duplicate', id, name } }),
  harmless: true,
  section: 'change',
  key: 'd',
};

export const exportContainer: Command<ContainerSummary> = {
  id: 'export',
  title: t.containers.export,
  icon: IconDownload,
  when: ({ state }) => state !== 'removing',
  harmless: true,
  section: 'change',
  perform: async ({ id, name }, context) => {
    try {
      download((await context.client().containers.export({ id })).url);
    } catch (thrown) {
      notifyError(`export-${id}`, t.containers.couldNot.export(name), toAppError(thrown).toData());
    }
  },
};

/** The first port that a browser of this computer reaches. */
function addressOf({ id, ports }: ContainerSummary): string | undefined {
  const { published, byContainer } = usePier.getState().ports;
  return portLinks(ports, published, byContainer[id]).find(({ state, url }) => state === 'open' && url)?.url;
}

/** Hands an address to the browser's own downloads, which show progress and can be cancelled. */
function download(url: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = '';
  link.click();
}
