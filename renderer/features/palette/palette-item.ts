import type { Icon } from '@tabler/icons-react';
import type { CommandContext } from '../../commands/command.ts';
import type { PierState } from '../../store/store.ts';

/** One line of the palette: something to open, or to do. */
export interface PaletteItem {
  /** Unique among all items. */
  id: string;
  title: string;
  /** What tells it from others of its name: an image, a state. Searched too. */
  detail?: string;
  /** The heading it stands under. */
  group: string;
  icon: Icon;
  /** Listed only where a person has typed something: what there are many of. */
  onlySearched?: boolean;
  danger?: boolean;
  perform(context: CommandContext): Promise<void> | void;
}

/** What an area brings to the palette. */
export interface PaletteSource {
  id: string;
  /** From what this page knows already; called while the palette is open. */
  items?(state: PierState): PaletteItem[];
  /** From the backend, asked once each time the palette opens. A failure leaves these items out. */
  load?(context: CommandContext, signal: AbortSignal): Promise<PaletteItem[]>;
}
