import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';

interface ConfirmDialogProps {
  opened: boolean;
  title: string;
  /** What the dangerous button says: the act itself, never "OK". */
  confirm: string;
  /** What is lost. */
  children: ReactNode;
  onConfirm(): void;
  onClose(): void;
}

/** Asks before something is destroyed. Cancel has the focus. */
export function ConfirmDialog({ opened, title, confirm, children, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      {children}
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" data-autofocus onClick={onClose}>
          {t.app.cancel}
        </Button>
        <Button color="red.9" onClick={onConfirm}>
          {confirm}
        </Button>
      </Group>
    </Modal>
  );
}
