import { Button, Group, Modal, Stack } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { t } from '../i18n/index.ts';
import classes from './FormModal.module.css';

interface FormModalProps {
  title: string;
  size?: string;
  onClose(): void;
  onSubmit(): void;
  /** The fields, and at the end <FormButtons>. */
  children: ReactNode;
}

/** A dialog with fields. A click beside it does not give up what was typed. */
export function FormModal({ title, size = 'md', onClose, onSubmit, children }: FormModalProps) {
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeOnClickOutside={false}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          onSubmit();
        }}
      >
        <Stack gap="md" className={classes.fields}>
          {children}
        </Stack>
      </form>
    </Modal>
  );
}

interface FormButtonsProps {
  submit: string;
  icon?: Icon;
  busy: boolean;
  disabled?: boolean;
  danger?: boolean | undefined;
  onCancel(): void;
}

/** The ways out of a form. */
export function FormButtons({
  submit,
  icon: Icon,
  busy,
  disabled = false,
  danger,
  onCancel,
}: FormButtonsProps) {
  return (
    <Group className={classes.buttons} justify="flex-end" gap="xs">
      <Button variant="default" onClick={onCancel}>
        {t.app.cancel}
      </Button>
      <Button
        type="submit"
        loading={busy}
        disabled={disabled}
        {...(Icon ? { leftSection: <Icon size={16} /> } : {})}
        {...(danger ? { color: 'red.9' } : {})}
      >
        {submit}
      </Button>
    </Group>
  );
}
