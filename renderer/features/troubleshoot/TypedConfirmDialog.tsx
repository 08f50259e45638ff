import { TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';

interface TypedConfirmDialogProps {
  title: string;
  /** The act itself, never "OK". */
  confirm: string;
  /** What has to be typed. */
  word: string;
  /** What is lost. */
  children: ReactNode;
  onConfirm(): void;
  onClose(): void;
}

/** Asks for a name to be typed before data are lost: no key that was pressed too often does it. */
export function TypedConfirmDialog(props: TypedConfirmDialogProps) {
  const { title, confirm, word, children, onConfirm, onClose } = props;
  const [typed, setTyped] = useState('');
  const fits = typed.trim() === word;
  return (
    <FormModal title={title} size="34rem" onClose={onClose} onSubmit={() => fits && onConfirm()}>
      <div>{children}</div>
      <TextInput
        data-autofocus
        label={t.troubleshoot.typeToConfirm(word)}
        value={typed}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
      <FormButtons submit={confirm} busy={false} disabled={!fits} danger onCancel={onClose} />
    </FormModal>
  );
}
