import { create } from 'zustand';
import type { Extension, ExtensionSource } from '../../../shared/contract/extensions.ts';
import { extensionReference } from '../../../shared/model/extension-id.ts';

/** What is asked of a person right now. */
export type ExtensionDialog =
  /** Without a source a person names one, of that kind. `updates` is the id of one that is installed. */
  | {
      kind: 'install';
      source?: ExtensionSource;
      title?: string;
      ask: ExtensionSource['kind'];
      updates?: string;
    }
  | { kind: 'remove'; id: string; title: string };

export const useExtensionDialog = create<{ dialog: ExtensionDialog | undefined }>(() => ({
  dialog: undefined,
}));

export function openExtensionDialog(dialog: ExtensionDialog): void {
  useExtensionDialog.setState({ dialog });
}

/** Shows what another version may do before it takes the place of the one that is there: without a version the newest. */
export function askToUpdate({ id, title, repository }: Extension, version?: string): void {
  openExtensionDialog({
    kind: 'install',
    source: {
      kind: 'image',
      reference: version === undefined ? repository : extensionReference({ repository, version }),
    },
    title: version === undefined ? title : `${title} ${version}`,
    ask: 'image',
    updates: id,
  });
}

export function closeExtensionDialog(): void {
  useExtensionDialog.setState({ dialog: undefined });
}
