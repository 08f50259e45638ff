import type { Icon } from '@tabler/icons-react';
import type { PierClient } from '../../shared/contract/index.ts';

/** What a command works with besides its subject. */
export interface CommandContext {
  /** The backend as it is connected now; fails with `connection_lost` where it is not. */
  client(): PierClient;
}

/** Something a person can do with a subject: one object for row menus, keys and whatever lists actions later. */
export interface Command<S> {
  id: string;
  title: string;
  icon: Icon;
  /** True where it makes sense in the subject's present state. */
  when(subject: S): boolean;
  /** Tells success and failure itself: never rejects. */
  perform(subject: S, context: CommandContext): Promise<void> | void;
  /** It destroys something: shown apart, asks before it acts. */
  danger?: boolean;
  /** It changes nothing, so it may be done while something else is under way. */
  harmless?: boolean;
  /** In a menu a line is drawn between commands of different sections. */
  section?: string;
  /** A key that performs it on the focused row, as `KeyboardEvent.key` gives it. */
  key?: string;
}

/** Something a person can do with many subjects at once. */
export interface BulkCommand<S> {
  id: string;
  title: string;
  icon: Icon;
  /** The subjects it makes sense for; it is offered where there are any. */
  applies(subject: S): boolean;
  /** Gets those alone that it applies to. Tells success and failure itself: never rejects. */
  perform(subjects: readonly S[], context: CommandContext): Promise<void> | void;
  danger?: boolean;
}

/** The commands that make sense for `subject` now, in their order. */
export function commandsFor<S>(commands: readonly Command<S>[], subject: S): Command<S>[] {
  return commands.filter((command) => command.when(subject));
}
