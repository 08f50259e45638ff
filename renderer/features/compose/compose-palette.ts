import { IconArrowUp, IconStack3 } from '@tabler/icons-react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { isUsable } from '../../../shared/model/engine-kind.ts';
import { goTo } from '../../app/location.ts';
import { t } from '../../i18n/index.ts';
import { commandItems } from '../palette/command-items.ts';
import { firstItems } from '../palette/first-items.ts';
import type { PaletteItem, PaletteSource } from '../palette/palette-item.ts';
import { projectCommands } from './compose-commands.ts';
import { openComposeDialog } from './compose-dialogs.ts';

export const composeActionsSource: PaletteSource = {
  id: 'compose-actions',
  items: ({ status }) =>
    isUsable(status)
      ? [
          {
            id: 'compose up',
            title: `${t.compose.title}: ${t.compose.upFile}`,
            group: t.palette.groups.actions,
            icon: IconArrowUp,
            perform: () => {
              // What comes of it is seen there.
              goTo(['compose']);
              openComposeDialog({ up: { project: undefined } });
            },
          },
        ]
      : [],
};

/** The projects there are, to be opened and acted on. */
export const composeSource: PaletteSource = {
  id: 'compose',
  load: async (context, signal) => {
    const projects = await firstItems<ComposeProject>(context.client().compose.watch({}, { signal }));
    return projects.flatMap((project): PaletteItem[] => [
      {
        id: `project ${project.name}`,
        title: project.name,
        detail: project.configFiles.join(' '),
        group: t.compose.title,
        icon: IconStack3,
        onlySearched: true,
        perform: () => goTo(['compose', project.name]),
      },
      ...commandItems(
        projectCommands.filter(({ id }) => id !== 'open'),
        project,
        {
          group: t.compose.title,
          name: project.name,
          key: project.name,
          before: () => goTo(['compose', project.name]),
        },
      ),
    ]);
  },
};
