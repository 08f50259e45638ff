import { IconPlayerPlay } from '@tabler/icons-react';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { goTo } from '../../app/location.ts';
import { pages } from '../../app/pages.tsx';
import { containerCommands } from '../../commands/container-commands.ts';
import { machineCommands } from '../../commands/machine-commands.ts';
import { t } from '../../i18n/index.ts';
import { updateView } from '../../store/store.ts';
import { composeActionsSource, composeSource } from '../compose/compose-palette.ts';
import { enginesPaletteSource } from '../engines/engines-palette.ts';
import { extensionsPaletteSource } from '../extensions/extensions-palette.ts';
import { imageActionsSource, imagesSource } from '../images/image-palette.ts';
import { networkActionsSource, networksSource } from '../networks/network-palette.ts';
import { hubSource } from '../registries/hub-palette.ts';
import { troubleshootSource } from '../troubleshoot/troubleshoot-palette.ts';
import { updatesPaletteSource } from '../updates/updates-palette.ts';
import { volumesPaletteSource } from '../volumes/volume-palette.ts';
import { commandItems } from './command-items.ts';
import type { PaletteSource, PaletteState } from './palette-item.ts';

const pagesSource: PaletteSource = {
  id: 'pages',
  items: () =>
    pages.map((page) => ({
      id: `page ${page.id}`,
      title: t.palette.goTo(page.title),
      group: t.palette.groups.pages,
      icon: page.icon,
      perform: () => goTo([page.id]),
    })),
};

const engineSource: PaletteSource = {
  id: 'engine',
  items: ({ status }) =>
    status ? commandItems(machineCommands, status, { group: t.palette.groups.engine }) : [],
};

const actionsSource: PaletteSource = {
  id: 'actions',
  items: (state) =>
    isRunning(state)
      ? [
          {
            id: 'run',
            title: t.containers.run,
            group: t.palette.groups.actions,
            icon: IconPlayerPlay,
            perform: () => updateView({ runDialog: true }),
          },
        ]
      : [],
};

const containersSource: PaletteSource = {
  id: 'containers',
  items: (state) => {
    if (!isRunning(state)) return [];
    const { byId, order } = state;
    const all = order.flatMap((id) => byId[id] ?? []);
    const group = t.palette.groups.containers;
    return [
      ...all.map((container) => ({
        id: `container ${container.id}`,
        title: container.name,
        detail: `${container.image} ${container.id.slice(0, 12)}`,
        group,
        icon: pages[0].icon,
        onlySearched: true,
        perform: () => goTo(['containers', container.id]),
      })),
      ...all.flatMap((container) =>
        commandItems(containerCommands, container, { group, name: container.name, key: container.id }),
      ),
    ];
  },
};

/** What a palette lists, in this order where nothing is searched. */
export const paletteSources: readonly PaletteSource[] = [
  actionsSource,
  imageActionsSource,
  networkActionsSource,
  composeActionsSource,
  pagesSource,
  engineSource,
  enginesPaletteSource,
  troubleshootSource,
  updatesPaletteSource,
  extensionsPaletteSource,
  containersSource,
  imagesSource,
  volumesPaletteSource,
  networksSource,
  composeSource,
  hubSource,
];

function isRunning({ status }: PaletteState): boolean {
  return isUsable(status);
}
