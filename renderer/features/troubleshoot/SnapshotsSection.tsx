import { Button, TextInput } from '@mantine/core';
import { IconCamera } from '@tabler/icons-react';
import { useState } from 'react';
import type { MachineDataState, MachineSnapshot } from '../../../shared/contract/machine-data.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { notifyDone, notifyError } from '../../commands/notify.ts';
import { FormFailure } from '../../components/FormFailure.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { useMachineTaskRuns } from './MachineTask.tsx';
import { SnapshotRow } from './SnapshotRow.tsx';
import classes from './Troubleshoot.module.css';
import { TypedConfirmDialog } from './TypedConfirmDialog.tsx';
import { DiskLine, WithMachineData } from './WithMachineData.tsx';

/** Copies of all data: made, put back, deleted. */
export function SnapshotsSection() {
  return (
    <WithMachineData label={t.troubleshoot.tabs.snapshots}>
      {(state) => (
        <>
          <div className={classes.card}>
            <p className={classes.intro}>{t.troubleshoot.snapshots.intro}</p>
            <DiskLine state={state} />
            <CreateForm state={state} />
          </div>
          <SnapshotList snapshots={state.snapshots} />
        </>
      )}
    </WithMachineData>
  );
}

function CreateForm({ state: { disk } }: { state: MachineDataState }) {
  const connection = useConnection();
  const busy = useMachineTaskRuns();
  const [name, setName] = useState('');
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const texts = t.troubleshoot.snapshots;
  const create = async () => {
    setAsked(true);
    setError(undefined);
    try {
      await connection.client().machineData.createSnapshot({ name });
      setName('');
    } catch (thrown) {
      setError(toAppError(thrown).toData());
    }
    setAsked(false);
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (name.trim() !== '' && !busy) void create();
      }}
    >
      <div className={classes.line}>
        <TextInput
          className={classes.grow}
          label={texts.name}
          placeholder={texts.placeholder}
          description={disk && texts.needs(formatBytes(disk.allocatedBytes))}
          inputWrapperOrder={['label', 'input', 'description']}
          value={name}
          maxLength={60}
          autoComplete="off"
          disabled={!disk}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <Button
          type="submit"
          className={classes.beside}
          leftSection={<IconCamera size={16} />}
          loading={asked}
          disabled={!disk || busy || name.trim() === ''}
        >
          {texts.create}
        </Button>
      </div>
      {error && <FormFailure title={texts.couldNot.create} error={error} />}
    </form>
  );
}

function SnapshotList({ snapshots }: { snapshots: readonly MachineSnapshot[] }) {
  const [asked, setAsked] = useState<{ what: 'restore' | 'delete'; snapshot: MachineSnapshot }>();
  const texts = t.troubleshoot.snapshots;
  if (snapshots.length === 0) {
    return <Message icon={IconCamera} title={texts.empty} text={texts.emptyText} />;
  }
  return (
    <>
      <ul className={classes.list} aria-label={texts.list}>
        {snapshots.map((snapshot) => (
          <SnapshotRow
            key={snapshot.id}
            snapshot={snapshot}
            onRestore={() => setAsked({ what: 'restore', snapshot })}
            onDelete={() => setAsked({ what: 'delete', snapshot })}
          />
        ))}
      </ul>
      {asked && <SnapshotDialog {...asked} onClose={() => setAsked(undefined)} />}
    </>
  );
}

interface SnapshotDialogProps {
  what: 'restore' | 'delete';
  snapshot: MachineSnapshot;
  onClose(): void;
}

function SnapshotDialog({ what, snapshot: { id, name, allocatedBytes }, onClose }: SnapshotDialogProps) {
  const connection = useConnection();
  const texts = t.troubleshoot.snapshots;
  const restore = async () => {
    onClose();
    await startTask(texts.couldNot.restore, () => connection.client().machineData.restoreSnapshot({ id }));
  };
  const remove = async () => {
    onClose();
    try {
      await connection.client().machineData.deleteSnapshot({ id });
      notifyDone('snapshot', texts.deleted(name));
    } catch (thrown) {
      notifyError('snapshot', texts.couldNot.delete, toAppError(thrown).toData());
    }
  };
  const restores = what === 'restore';
  return (
    <TypedConfirmDialog
      title={restores ? texts.restoreTitle(name) : texts.deleteTitle(name)}
      confirm={restores ? texts.restore : texts.delete}
      word={name}
      onConfirm={() => void (restores ? restore() : remove())}
      onClose={onClose}
    >
      <p>{restores ? texts.restoreText : texts.deleteText(formatBytes(allocatedBytes))}</p>
    </TypedConfirmDialog>
  );
}
