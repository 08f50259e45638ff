import { IconWorldSearch } from '@tabler/icons-react';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import type { PaletteSource } from '../palette/palette-item.ts';

/** What is not here may be on Docker Hub. */
export const hubSource: PaletteSource = {
  id: 'docker-hub',
  items: () => [
    {
      id: 'docker-hub',
      title: t.hub.field,
      group: t.palette.groups.actions,
      icon: IconWorldSearch,
      perform: () => goTo(['registries', 'docker-hub']),
    },
  ],
  forText: (text) => [
    {
      id: 'docker-hub text',
      title: t.hub.searchFor(text),
      group: t.registries.tabs['docker-hub'],
      icon: IconWorldSearch,
      perform: () => goTo(['registries', 'docker-hub'], { search: text }),
    },
  ],
};
