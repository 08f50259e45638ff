import { Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import { type UseFormReturnType, useForm } from '@mantine/form';
import { useState } from 'react';
import type { CreateNetworkRequest } from '../../../shared/contract/networks.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyWarning } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import { PairRows, SubnetRows } from './NetworkRows.tsx';
import classes from './Networks.module.css';
import { openNetworkDialog, useNetworkDialogs } from './network-dialogs.ts';
import { emptyNetworkForm, type NetworkForm, readNetworkForm, refusedField } from './network-form.ts';

/** Makes a network. A refusal keeps what was typed, and is told at its field. */
export function CreateNetworkDialog() {
  const opened = useNetworkDialogs((state) => state.creating);
  return opened ? <OpenedDialog /> : null;
}

function OpenedDialog() {
  const close = () => openNetworkDialog({ creating: false });
  const connection = useConnection();
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<ErrorData>();
  const form = useForm<NetworkForm>({
    initialValues: emptyNetworkForm,
    validate: (values) => {
      const result = readNetworkForm(values);
      return 'errors' in result ? result.errors : {};
    },
    validateInputOnBlur: true,
  });
  const create = async (request: CreateNetworkRequest) => {
    setBusy(true);
    setFailure(undefined);
    try {
      const { warning } = await connection.client().networks.create(request);
      const done = t.networks.createdDone(request.name);
      if (warning) notifyWarning('network-create', done, warning);
      else notifyDone('network-create', done);
      close();
    } catch (thrown) {
      const error = toAppError(thrown).toData();
      const field = refusedField(error.code, form.values);
      if (field) {
        form.setFieldError(field, `${reasonOf(error.message)} ${error.hint}`);
        requestAnimationFrame(focusFirstProblem);
      } else {
        setFailure(error);
      }
    } finally {
      setBusy(false);
    }
  };
  const submit = form.onSubmit(
    (values) => {
      const result = readNetworkForm(values);
      if ('request' in result) void create(result.request);
    },
    () => requestAnimationFrame(focusFirstProblem),
  );
  return (
    <FormModal title={t.createNetwork.title} size="44rem" onClose={close} onSubmit={submit}>
      <Group grow align="flex-start">
        <TextInput
          label={t.createNetwork.name}
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          {...form.getInputProps('name')}
        />
        <DriverField form={form} />
      </Group>
      <SubnetRows form={form} />
      <div className={classes.checks}>
        <Checkbox
          label={t.createNetwork.internal}
          {...form.getInputProps('internal', { type: 'checkbox' })}
        />
        <Checkbox label={t.createNetwork.ipv6} {...form.getInputProps('ipv6', { type: 'checkbox' })} />
        <Checkbox
          label={t.createNetwork.attachable}
          {...form.getInputProps('attachable', { type: 'checkbox' })}
        />
      </div>
      <PairRows form={form} area="options" />
      <PairRows form={form} area="labels" />
      {failure && <FormFailure title={t.networks.couldNot.create} error={failure} />}
      <FormButtons submit={t.createNetwork.submit} busy={busy} onCancel={close} />
    </FormModal>
  );
}

function DriverField({ form }: { form: UseFormReturnType<NetworkForm> }) {
  const { value } = useQuery((client, signal) => client.networks.drivers({}, { signal }), []);
  const { driver } = form.values;
  const drivers = [...new Set([...(value?.drivers ?? ['bridge']), driver])];
  const { error, ...input } = form.getInputProps('driver');
  return (
    <NativeSelect
      label={t.createNetwork.driver}
      data={drivers}
      description={t.createNetwork.driverHint[driver]}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error}
      {...input}
    />
  );
}

/** Without "Cannot create the network 'x': ", which the field says itself. */
function reasonOf(message: string): string {
  const reason = message.replace(/^Cannot [^']*'[^']*': /, '');
  return reason.charAt(0).toUpperCase() + reason.slice(1);
}

/** Moves to the first field with a problem, once the problems are drawn. */
function focusFirstProblem(): void {
  document.querySelector<HTMLElement>('form [aria-invalid="true"]')?.focus();
}
