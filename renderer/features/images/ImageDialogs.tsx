import { BuildDialog } from '../builds/BuildDialog.tsx';
import { useImageDialog } from './image-dialogs.ts';
import { LoadDialog } from './LoadDialog.tsx';
import { PullDialog } from './PullDialog.tsx';
import { PushDialog } from './PushDialog.tsx';
import { RemoveImagesDialog } from './RemoveImagesDialog.tsx';
import { TagDialog } from './TagDialog.tsx';

/** Whatever is asked about images right now. */
export function ImageDialogs() {
  const dialog = useImageDialog((state) => state.dialog);
  switch (dialog?.kind) {
    case 'pull':
      return <PullDialog />;
    case 'push':
      return <PushDialog names={dialog.names} />;
    case 'tag':
      return <TagDialog id={dialog.id} title={dialog.title} />;
    case 'load':
      return <LoadDialog />;
    case 'build':
      return <BuildDialog />;
    case 'remove':
      return <RemoveImagesDialog selection={dialog.selection} title={dialog.title} />;
    case undefined:
      return null;
  }
}
