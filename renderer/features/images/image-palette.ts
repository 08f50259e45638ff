import { IconCloudDownload, IconFileImport, IconHammer, IconStack2, IconTrash } from '@tabler/icons-react';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import type { PaletteItem, PaletteSource } from '../palette/palette-item.ts';
import { type ImageDialog, openImageDialog } from './image-dialogs.ts';
import { shortId } from './image-rows.ts';

/** What can be done with images at all. */
export const imageActionsSource: PaletteSource = {
  id: 'image-actions',
  items: ({ status }) => {
    if (!isUsable(status)) return [];
    const action = (
      id: string,
      title: string,
      icon: PaletteItem['icon'],
      dialog: ImageDialog,
    ): PaletteItem => ({
      id: `images ${id}`,
      title,
      group: t.palette.groups.actions,
      icon,
      perform: () => openImageDialog(dialog),
    });
    return [
      action('pull', t.imageDialogs.pull.title, IconCloudDownload, { kind: 'pull' }),
      action('build', t.build.dialog.title, IconHammer, { kind: 'build' }),
      action('load', t.imageDialogs.load.title, IconFileImport, { kind: 'load' }),
      action('prune', t.imageDialogs.remove.titlePrune, IconTrash, {
        kind: 'remove',
        selection: { which: 'dangling' },
        title: '',
      }),
    ];
  },
};

/** The images there are, to be opened. */
export const imagesSource: PaletteSource = {
  id: 'images',
  load: async (context, signal) => {
    const images = await context.client().images.list({}, { signal });
    return images.map(({ id, tags }) => ({
      id: `image ${id}`,
      title: tags[0] ?? shortId(id),
      detail: [...tags.slice(1), shortId(id)].join(' '),
      group: t.images.title,
      icon: IconStack2,
      onlySearched: true,
      perform: () => goTo(['images', id]),
    }));
  },
};
