import { IconArrowRight, IconCopy, IconDownload } from '@tabler/icons-react';
import { toAppError } from '../../../shared/errors.ts';
import { imageOfServer } from '../../../shared/model/registry-server.ts';
import { goTo, hrefOf } from '../../app/location.ts';
import type { Command } from '../../commands/command.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import cells from '../../components/data-table/cells.module.css';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { NameCell } from '../../components/data-table/NameCell.tsx';
import { t } from '../../i18n/index.ts';

/** A repository of a registry, or a tag of one with its whole name. */
export interface Remote {
  server: string;
  name: string;
  isTag: boolean;
}

export const remoteColumns: readonly Column<Remote>[] = [
  {
    id: 'name',
    title: t.registry.name,
    width: 'minmax(12rem, 1fr)',
    cell: ({ server, name, isTag }, tabIndex) =>
      isTag ? (
        <span className={cells.mono}>{name}</span>
      ) : (
        <NameCell name={name} href={hrefOf(['registries', server, name])} tabIndex={tabIndex} />
      ),
    tooltip: ({ name }) => name,
    compare: (a, b) => compareText(a.name, b.name),
    fixed: true,
  },
];

export const openRepository: Command<Remote> = {
  id: 'open',
  title: t.registry.open,
  icon: IconArrowRight,
  when: () => true,
  perform: ({ server, name }) => goTo(['registries', server, name]),
  harmless: true,
  key: 'Enter',
};

/** As docker is told it. */
const reference = ({ server, name }: Remote) => imageOfServer(server, name);

export const pullRemote: Command<Remote> = {
  id: 'pull',
  title: t.registry.pull,
  icon: IconDownload,
  when: () => true,
  perform: async (remote, context) => {
    const name = reference(remote);
    try {
      await context.client().images.pull({ reference: name });
    } catch (thrown) {
      notifyError(`pull ${name}`, t.registry.pullFailed(name), toAppError(thrown).toData());
    }
  },
  key: 'Enter',
};

export const copyRemote: Command<Remote> = {
  id: 'copy',
  title: t.registry.copy,
  icon: IconCopy,
  when: () => true,
  harmless: true,
  perform: async (remote) => {
    if (await copyToClipboard(reference(remote))) notifyDone('copy', t.registry.copied);
  },
};

export const tagCommands = [pullRemote, copyRemote];
