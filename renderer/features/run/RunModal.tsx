import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';

interface RunModalProps {
  title: string;
  /** What is under way is not left by accident. */
  busy: boolean;
  onClose(): void;
  children: ReactNode;
}

/** The frame of every dialog that makes a container. */
export function RunModal({ title, busy, onClose, children }: RunModalProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="58rem"
      yOffset="2rem"
      closeOnEscape={!busy}
      closeOnClickOutside={false}
      withCloseButton={!busy}
    >
      {children}
    </Modal>
  );
}
