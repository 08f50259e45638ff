import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { IconPlayerPlay } from '@tabler/icons-react';
import type { RunRequest } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { CommandField } from './CommandField.tsx';
import { ImageField } from './ImageField.tsx';
import { EnvRows, PortRows, VolumeRows } from './RowFields.tsx';
import { RunOutcome } from './RunOutcome.tsx';
import { emptyRunForm, type RunForm, readRunForm } from './run-form.ts';
import type { RunState } from './use-run.ts';

interface RunFormFieldsProps {
  state: RunState;
  onSubmit(request: RunRequest): void;
  /** Stops what is under way. */
  onCancel(): void;
  onClose(): void;
}

export function RunFormFields({ state, onSubmit, onCancel, onClose }: RunFormFieldsProps) {
  const image = usePier((state) => state.view.runImage) ?? '';
  const form = useForm<RunForm>({
    initialValues: { ...emptyRunForm, image },
    validate: (values) => {
      const result = readRunForm(values);
      return 'errors' in result ? result.errors : {};
    },
    validateInputOnBlur: true,
  });
  const busy = state.kind === 'running';
  const submit = form.onSubmit(
    (values) => {
      const result = readRunForm(values);
      if ('request' in result) onSubmit(result.request);
    },
    (_errors, _values, event) => focusFirstProblem(event?.currentTarget),
  );
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="md">
        <fieldset disabled={busy} style={{ all: 'unset', display: 'contents' }}>
          <ImageField form={form} disabled={busy} />
          <Group grow align="flex-start">
            <TextInput
              label={t.run.name}
              placeholder={t.run.namePlaceholder}
              autoComplete="off"
              {...form.getInputProps('name')}
            />
            <CommandField form={form} />
          </Group>
          <PortRows form={form} />
          <EnvRows form={form} />
          <VolumeRows form={form} />
        </fieldset>
        <RunOutcome state={state} />
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={busy ? onCancel : onClose}>
            {t.app.cancel}
          </Button>
          <Button type="submit" loading={busy} leftSection={<IconPlayerPlay size={16} />}>
            {t.run.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** Moves to the first field with a problem, once the problems are drawn. */
function focusFirstProblem(form: HTMLFormElement | undefined): void {
  requestAnimationFrame(() => form?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus());
}
