import {
  IconCloudDownload,
  IconCloudUpload,
  IconCopy,
  IconDownload,
  IconPlayerPlay,
  IconStack2,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import { toAppError } from '../../../shared/errors.ts';
import { goTo } from '../../app/location.ts';
import type { BulkCommand, Command, CommandContext } from '../../commands/command.ts';
import { copyToClipboard } from '../../commands/copy-to-clipboard.ts';
import { notifyError } from '../../commands/notify.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import { startTask } from '../tasks/start-task.ts';
import { openImageDialog } from './image-dialogs.ts';
import { type ImageRow, imagesOf, namesOf } from './image-rows.ts';

const hasName = ({ tags }: ImageRow) => tags.length > 0;
const fullNames = ({ repository, tags }: ImageRow) => tags.map((tag) => `${repository}:${tag}`);

export const runImage: Command<ImageRow> = {
  id: 'run',
  title: t.images.run,
  icon: IconPlayerPlay,
  when: () => true,
  perform: (row) => updateView({ runDialog: true, runImage: fullNames(row)[0] ?? row.image.id }),
  key: 'r',
};

export const openImage: Command<ImageRow> = {
  id: 'open',
  title: t.images.open,
  icon: IconStack2,
  when: () => true,
  harmless: true,
  perform: ({ image }) => goTo(['images', image.id]),
  key: 'Enter',
};

export const tagImage: Command<ImageRow> = {
  id: 'tag',
  title: t.images.tag,
  icon: IconTag,
  when: () => true,
  perform: ({ image, title }) => openImageDialog({ kind: 'tag', id: image.id, title }),
  key: 't',
};

export const pushImage: Command<ImageRow> = {
  id: 'push',
  title: t.images.push,
  icon: IconCloudUpload,
  when: hasName,
  perform: (row) => openImageDialog({ kind: 'push', names: fullNames(row) }),
  key: 'p',
};

export const pullImageAgain: Command<ImageRow> = {
  id: 'pull',
  title: t.images.pullAgain,
  icon: IconCloudDownload,
  when: hasName,
  perform: async (row, context) => {
    for (const reference of fullNames(row)) {
      await startTask(t.images.couldNot.pull(reference), () => context.client().images.pull({ reference }));
    }
  },
};

export const saveImage: Command<ImageRow> = {
  id: 'save',
  title: t.images.save,
  icon: IconDownload,
  when: () => true,
  harmless: true,
  perform: (row, context) => save(namesOf(row.image), row.title, context),
};

export const copyImageName: Command<ImageRow> = {
  id: 'copy-name',
  title: t.images.copyName,
  icon: IconCopy,
  when: hasName,
  harmless: true,
  perform: async ({ title }) => void (await copyToClipboard(title)),
};

export const copyImageId: Command<ImageRow> = {
  id: 'copy-id',
  title: t.images.copyId,
  icon: IconCopy,
  when: () => true,
  harmless: true,
  perform: async ({ image }) => void (await copyToClipboard(image.id)),
};

/** Asks first: the dialog removes. */
export const removeImage: Command<ImageRow> = {
  id: 'remove',
  title: t.images.remove,
  icon: IconTrash,
  danger: true,
  when: () => true,
  perform: ({ image, title }) =>
    openImageDialog({ kind: 'remove', selection: { which: 'these', ids: [image.id] }, title }),
  key: 'Delete',
};

/** Everything a row offers, in the order of its menu. */
export const imageCommands: readonly Command<ImageRow>[] = [
  runImage,
  openImage,
  tagImage,
  pushImage,
  pullImageAgain,
  saveImage,
  copyImageName,
  copyImageId,
  removeImage,
];

export const bulkImageCommands: readonly BulkCommand<ImageRow>[] = [
  {
    id: 'save',
    title: t.images.saveAll,
    icon: IconDownload,
    applies: () => true,
    perform: (rows, context) => {
      const names = imagesOf(rows).flatMap(namesOf);
      return save(names, t.images.counts(imagesOf(rows).length, ''), context);
    },
  },
  {
    id: 'remove',
    title: t.images.remove,
    icon: IconTrash,
    danger: true,
    applies: () => true,
    perform: (rows) => {
      const ids = imagesOf(rows).map(({ id }) => id);
      const title = rows.length === 1 ? (rows[0]?.title ?? '') : '';
      openImageDialog({ kind: 'remove', selection: { which: 'these', ids }, title });
    },
  },
];

/** The browser saves what comes, and shows how far it is; so does the task. */
async function save(names: string[], title: string, context: CommandContext): Promise<void> {
  try {
    const { url } = await context.client().images.save({ names });
    const link = document.createElement('a');
    link.href = url;
    link.download = '';
    link.click();
  } catch (thrown) {
    notifyError('image-save', t.images.couldNot.save(title), toAppError(thrown).toData());
  }
}
