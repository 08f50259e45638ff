import { create } from 'zustand';
import type { ImageSelection } from '../../../shared/contract/images.ts';

/** What is asked of a person right now. */
export type ImageDialog =
  | { kind: 'pull' }
  | { kind: 'build' }
  | { kind: 'load' }
  | { kind: 'push'; names: readonly string[] }
  | { kind: 'tag'; id: string; title: string }
  | { kind: 'remove'; selection: ImageSelection; title: string };

export const useImageDialog = create<{ dialog: ImageDialog | undefined }>(() => ({ dialog: undefined }));

export function openImageDialog(dialog: ImageDialog): void {
  useImageDialog.setState({ dialog });
}

export function closeImageDialog(): void {
  useImageDialog.setState({ dialog: undefined });
}
