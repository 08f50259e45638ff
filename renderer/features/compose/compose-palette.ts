import { IconArrowUp, IconStack3 } from '@tabler/icons-react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { goTo } from '../../app/location.ts';
import { commandsFor } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import { firstItems } from '../networks/network-palette.ts';
import type { PaletteItem, PaletteSource } from '../palette/palette-item.ts';
import { projectCommands } from './compose-commands.ts';
import { openComposeDialog } from './compose-dialogs.ts';

export const composeActionsSource: PaletteSource = {
  id: 'compose-actions',
  items: ({ status }) =>
    status?.state.kind === 'running'
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
      ...commandsFor(projectCommands, project)
        .filter(({ id }) => id !== 'open')
        .map((command) => ({
          id: `project ${project.name} ${command.id}`,
          title: t.palette.on(command.title.replace(/…$/, ''), project.name),
          group: t.compose.title,
          icon: command.icon,
          onlySearched: true,
          ...(command.danger ? { danger: true } : {}),
          perform: (context: Parameters<typeof command.perform>[1]) => {
            goTo(['compose', project.name]);
            return command.perform(project, context);
          },
        })),
    ]);
  },
};
