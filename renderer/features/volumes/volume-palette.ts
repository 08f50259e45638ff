import { IconDatabase, IconPlus } from '@tabler/icons-react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { withoutHidden } from '../../store/without-hidden.ts';
import { firstItems } from '../palette/first-items.ts';
import type { PaletteSource } from '../palette/palette-item.ts';
import { openVolumeDialog } from './volume-dialog.ts';

/** Volumes and what can be done without choosing one. */
export const volumesPaletteSource: PaletteSource = {
  id: 'volumes',
  items: (state) =>
    isUsable(state.status)
      ? [
          {
            id: 'volume-create',
            title: t.volumes.create,
            group: t.palette.groups.actions,
            icon: IconPlus,
            perform: () => openVolumeDialog({ kind: 'create' }),
          },
        ]
      : [],
  load: async (context, signal) => {
    const volumes = await firstItems<VolumeSummary>(context.client().volumes.watch({}, { signal }));
    return withoutHidden(volumes).map(({ name, driver }) => ({
      id: `volume ${name}`,
      title: name,
      detail: driver,
      group: t.volumes.title,
      icon: IconDatabase,
      onlySearched: true,
      perform: () => goTo(['volumes', name]),
    }));
  },
};
