import { NumberInput } from '@mantine/core';
import { useState } from 'react';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { FormButtons, FormModal } from '../../components/FormModal.tsx';
import { t } from '../../i18n/index.ts';
import { undoTask } from '../tasks/tell-task-end.ts';
import { openComposeDialog, useComposeDialogs } from './compose-dialogs.ts';

/** Asks how many containers a service should have. */
export function ScaleDialog() {
  const asked = useComposeDialogs((state) => state.scale);
  return asked ? <OpenedDialog key={`${asked.project} ${asked.service}`} {...asked} /> : null;
}

interface OpenedDialogProps {
  project: string;
  service: string;
  now: number;
  inFile: number | undefined;
}

function OpenedDialog({ project, service, now, inFile }: OpenedDialogProps) {
  const connection = useConnection();
  const [replicas, setReplicas] = useState<string | number>(now);
  const [problem, setProblem] = useState<string>();
  const [failure, setFailure] = useState<ErrorData>();
  const [busy, setBusy] = useState(false);
  const close = () => openComposeDialog({ scale: undefined });
  const scale = async () => {
    if (typeof replicas !== 'number' || !Number.isInteger(replicas) || replicas < 0 || replicas > 1000) {
      setProblem(t.composeScale.problem);
      return;
    }
    setBusy(true);
    setFailure(undefined);
    try {
      const { taskId } = await connection.client().compose.scale({ project, service, replicas });
      undoTask(taskId, {
        perform: (context) => context.client().compose.scale({ project, service, replicas: now }),
      });
      close();
    } catch (thrown) {
      setFailure(toAppError(thrown).toData());
    } finally {
      setBusy(false);
    }
  };
  return (
    <FormModal
      onClose={close}
      title={t.composeScale.title(service)}
      size="26rem"
      onSubmit={() => void scale()}
    >
      <NumberInput
        label={t.composeScale.replicas}
        {...(inFile === undefined ? {} : { description: t.composeScale.hint(inFile) })}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data-autofocus
        min={0}
        max={1000}
        clampBehavior="none"
        allowDecimal={false}
        value={replicas}
        onChange={(value) => {
          setReplicas(value);
          setProblem(undefined);
        }}
        error={problem}
      />
      {failure && <FormFailure title={t.composeScale.failed} error={failure} />}
      <FormButtons submit={t.composeScale.submit} busy={busy} onCancel={close} />
    </FormModal>
  );
}
