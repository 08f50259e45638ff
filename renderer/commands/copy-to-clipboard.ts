import { AppError } from '../../shared/errors.ts';
import { t } from '../i18n/index.ts';
import { notifyError } from './notify.ts';

/** Answers whether it is there; tells itself where it is not. */
export async function copyToClipboard(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    const hint = t.jsonTree.couldNotCopyHint;
    notifyError('copy', t.jsonTree.couldNotCopy, new AppError('internal', message, hint).toData());
    return false;
  }
}
