import { create } from 'zustand';
import type { ExtensionSource } from '../../../shared/contract/extensions.ts';

/** What is asked of a person right now. */
export type ExtensionDialog =
  /** Without a source a person names one, of that kind. */
  | { kind: 'install'; source?: ExtensionSource; title?: string; ask: ExtensionSource['kind'] }
  | { kind: 'remove'; id: string; title: string };

export const useExtensionDialog = create<{ dialog: ExtensionDialog | undefined }>(() => ({
  dialog: undefined,
}));

export function openExtensionDialog(dialog: ExtensionDialog): void {
  useExtensionDialog.setState({ dialog });
}

export function closeExtensionDialog(): void {
  useExtensionDialog.setState({ dialog: undefined });
}
