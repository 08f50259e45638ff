import { type ReactNode, useState } from 'react';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { closeVolumeDialog } from './volume-dialog.ts';

interface FormDialogProps {
  title: string;
  confirm: string;
  /** What it did not do, over the reason. */
  failed: string;
  /** The fields are as they may be. */
  valid: boolean;
  /** Called where they are not, so that the fields say why. */
  onInvalid?(): void;
  size?: string;
  danger?: boolean;
  /** Closes the dialog when it resolves, and shows why when it rejects. */
  onSubmit(): Promise<void>;
  children: ReactNode;
}

/** A dialog with fields: what was typed stays where it fails. */
export function FormDialog(props: FormDialogProps) {
  const { title, confirm, failed, valid, onInvalid, size = '32rem', danger, onSubmit, children } = props;
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const submit = async () => {
    if (busy) return;
    if (!valid) return onInvalid?.();
    setBusy(true);
    setError(undefined);
    try {
      await onSubmit();
      closeVolumeDialog();
    } catch (thrown) {
      const failure = toAppError(thrown);
      if (failure.code !== 'cancelled') setError(failure.toData());
      setBusy(false);
    }
  };
  return (
    <FormModal onClose={closeVolumeDialog} title={title} size={size} onSubmit={() => void submit()}>
      {children}
      {error && <FormFailure title={failed} error={error} />}
      <FormButtons submit={confirm} busy={busy} danger={danger} onCancel={closeVolumeDialog} />
    </FormModal>
  );
}
