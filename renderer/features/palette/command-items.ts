import { type Command, type CommandContext, commandsFor } from '../../commands/command.ts';
import { t } from '../../i18n/index.ts';
import type { PaletteItem } from './palette-item.ts';

interface Options {
  group: string;
  /** What they are done to, where it is one of many: said in the title, and listed only when searched. */
  name?: string;
  key?: string;
  /** Called before a command, to show what comes of it. */
  before?(): void;
}

/** The commands that make sense for a subject, as items: "Stop: web". */
export function commandItems<S>(
  commands: readonly Command<S>[],
  subject: S,
  { group, name, key = '', before }: Options,
): PaletteItem[] {
  return commandsFor(commands, subject).map((command) => ({
    id: `${group} ${command.id} ${key}`,
    title: name === undefined ? command.title : t.palette.on(command.title.replace(/…$/, ''), name),
    group,
    icon: command.icon,
    ...(name === undefined ? {} : { onlySearched: true }),
    ...(command.danger ? { danger: true } : {}),
    perform: (context: CommandContext) => {
      before?.();
      return command.perform(subject, context);
    },
  }));
}
