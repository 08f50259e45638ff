import {
  IconArchive,
  IconCamera,
  IconDatabaseExport,
  IconFirstAidKit,
  IconRestore,
} from '@tabler/icons-react';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import type { PaletteSource } from '../palette/palette-item.ts';

const texts = t.troubleshoot.palette;
const PLACES = [
  { section: 'checks', title: texts.checks, icon: IconFirstAidKit },
  { section: 'diagnostics', title: texts.diagnostics, icon: IconArchive },
  { section: 'snapshots', title: texts.snapshots, icon: IconCamera, ofMachine: true },
  { section: 'data', title: texts.data, icon: IconDatabaseExport, ofMachine: true },
  { section: 'reset', title: texts.reset, icon: IconRestore, ofMachine: true },
];

/** The ways out of trouble. */
export const troubleshootSource: PaletteSource = {
  id: 'troubleshoot',
  items: ({ status }) =>
    PLACES.filter(({ ofMachine }) => !ofMachine || status?.info.hasMachine).map(
      ({ section, title, icon }) => ({
        id: `troubleshoot ${section}`,
        title,
        group: t.palette.groups.engine,
        icon,
        onlySearched: true,
        perform: () => goTo(['troubleshoot', section]),
      }),
    ),
};
