import { IconCloudDown } from '@tabler/icons-react';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { commandItems } from '../palette/command-items.ts';
import type { PaletteSource } from '../palette/palette-item.ts';
import { updateCommands } from './update-commands.ts';
import { UPDATES_PLACE } from './updates-place.ts';

export const updatesPaletteSource: PaletteSource = {
  id: 'updates',
  items: ({ updates }) => [
    {
      id: 'updates',
      title: t.updates.title,
      group: t.updates.title,
      icon: IconCloudDown,
      onlySearched: true,
      perform: () => goTo(UPDATES_PLACE),
    },
    ...(updates
      ? commandItems(updateCommands, updates, {
          group: t.updates.title,
          // What comes of it is told there.
          before: () => goTo(UPDATES_PLACE),
        }).map((item) => ({ ...item, onlySearched: true }))
      : []),
  ],
};
