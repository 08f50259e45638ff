import type { Icon } from '@tabler/icons-react';
import type { EnginesState } from '../../../shared/contract/engines.ts';
import type { ExtensionsState } from '../../../shared/contract/extensions.ts';
import type { MachineStatus } from '../../../shared/contract/machine.ts';
import type { UpdatesState } from '../../../shared/contract/updates.ts';
import type { CommandContext } from '../../commands/command.ts';
import type { ContainersSlice } from '../../store/containers-slice.ts';

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

/** What this page knows of that the palette is made of. */
export interface PaletteState extends Pick<ContainersSlice, 'byId' | 'order'> {
  status: MachineStatus | undefined;
  engines: EnginesState | undefined;
  updates: UpdatesState | undefined;
  extensions: ExtensionsState | undefined;
}

/** What an area brings to the palette. */
export interface PaletteSource {
  id: string;
  /** From what this page knows already; called while the palette is open. */
  items?(state: PaletteState): PaletteItem[];
  /** What can be done with the text that was typed, whatever it finds: after what it finds. */
  forText?(text: string): PaletteItem[];
  /** From the backend, asked once each time the palette opens. A failure leaves these items out. */
  load?(context: CommandContext, signal: AbortSignal): Promise<PaletteItem[]>;
}
