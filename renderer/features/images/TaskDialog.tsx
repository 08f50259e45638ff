import { Button, Group, Modal, Stack } from '@mantine/core';
import type { Icon } from '@tabler/icons-react';
import type { FormEvent, ReactNode } from 'react';
import { t } from '../../i18n/index.ts';
import { TaskRunView } from '../tasks/TaskRunView.tsx';
import type { TaskRun } from '../tasks/use-task-run.ts';

interface TaskDialogProps {
  title: string;
  run: TaskRun;
  submit: { title: string; icon: Icon; disabled?: boolean } | undefined;
  onSubmit?(event: FormEvent<HTMLFormElement>): void;
  onClose(): void;
  /** The fields; they cannot be changed while the task runs. */
  children: ReactNode;
  size?: string;
}

/** A dialog that asks for something and shows the task it starts, which goes on when the dialog is closed. */
export function TaskDialog(props: TaskDialogProps) {
  const { title, run, submit, onClose, children, size = '34rem' } = props;
  const { busy } = run;
  return (
    <Modal opened onClose={onClose} title={title} size={size} closeOnClickOutside={false}>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault();
          props.onSubmit?.(event);
        }}
      >
        <Stack gap="md">
          <fieldset disabled={busy} style={{ all: 'unset', display: 'contents' }}>
            {children}
          </fieldset>
          <TaskRunView run={run} />
          <Group justify="flex-end" gap="xs">
            {busy && (
              <Button variant="subtle" onClick={onClose}>
                {t.imageDialogs.inBackground}
              </Button>
            )}
            <Button variant="default" onClick={busy ? run.cancel : onClose}>
              {t.app.cancel}
            </Button>
            {submit && (
              <Button
                type="submit"
                loading={busy}
                disabled={submit.disabled ?? false}
                leftSection={<submit.icon size={16} />}
              >
                {submit.title}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
