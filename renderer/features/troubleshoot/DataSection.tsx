import { Button } from '@mantine/core';
import { IconDatabaseExport, IconDatabaseImport } from '@tabler/icons-react';
import { useState } from 'react';
import type { ExportSummary, MachineDataState } from '../../../shared/contract/machine-data.ts';
import { type ErrorData, toAppError } from '../../../shared/errors.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { FormFailure } from '../../components/FormFailure.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { HostPathField } from '../host-files/HostPathField.tsx';
import { startTask } from '../tasks/start-task.ts';
import { useMachineTaskRuns } from './MachineTask.tsx';
import classes from './Troubleshoot.module.css';
import { TypedConfirmDialog } from './TypedConfirmDialog.tsx';
import { DiskLine, WithMachineData } from './WithMachineData.tsx';

const when = new Intl.DateTimeFormat(undefined, { dateStyle: 'long', timeStyle: 'short' });

/** All data of the engine, to a file and from one. */
export function DataSection() {
  return (
    <WithMachineData label={t.troubleshoot.tabs.data}>
      {(state) => (
        <>
          <ExportForm state={state} />
          <ImportForm />
        </>
      )}
    </WithMachineData>
  );
}

function ExportForm({ state }: { state: MachineDataState }) {
  const connection = useConnection();
  const busy = useMachineTaskRuns();
  const [folder, setFolder] = useState<string>();
  const [asked, setAsked] = useState(false);
  const [error, setError] = useState<ErrorData>();
  const texts = t.troubleshoot.data;
  const to = folder ?? state.suggestedFolder;
  const write = async () => {
    setAsked(true);
    setError(undefined);
    try {
      await connection.client().machineData.export({ to });
    } catch (thrown) {
      setError(toAppError(thrown).toData());
    }
    setAsked(false);
  };
  return (
    <form
      className={classes.card}
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) void write();
      }}
    >
      <h2 className={classes.heading}>{texts.exportTitle}</h2>
      <p className={classes.intro}>{texts.exportText}</p>
      <DiskLine state={state} />
      <HostPathField
        label={texts.folder}
        choose="folder"
        value={to}
        onChange={setFolder}
        onBrowse={() => {}}
      />
      {error && <FormFailure title={texts.couldNot.export} error={error} />}
      <div className={classes.foot}>
        <Button
          type="submit"
          leftSection={<IconDatabaseExport size={16} />}
          loading={asked}
          disabled={busy || !state.disk || to.trim() === ''}
        >
          {texts.export}
        </Button>
      </div>
    </form>
  );
}

function ImportForm() {
  const connection = useConnection();
  const busy = useMachineTaskRuns();
  const [path, setPath] = useState('');
  const [looking, setLooking] = useState(false);
  const [found, setFound] = useState<ExportSummary>();
  const [error, setError] = useState<ErrorData>();
  const texts = t.troubleshoot.data;
  const look = async () => {
    setLooking(true);
    setError(undefined);
    try {
      setFound(await connection.client().machineData.inspectExport({ path }));
    } catch (thrown) {
      setError(toAppError(thrown).toData());
    }
    setLooking(false);
  };
  return (
    <>
      <form
        className={classes.card}
        onSubmit={(event) => {
          event.preventDefault();
          if (!busy && path.trim() !== '') void look();
        }}
      >
        <h2 className={classes.heading}>{texts.importTitle}</h2>
        <p className={classes.intro}>{texts.importText}</p>
        <HostPathField
          label={texts.file}
          choose="archive"
          value={path}
          onChange={setPath}
          onBrowse={() => {}}
        />
        {error && <FormFailure title={texts.couldNot.import} error={error} />}
        <div className={classes.foot}>
          <Button
            type="submit"
            variant="default"
            leftSection={<IconDatabaseImport size={16} />}
            loading={looking}
            disabled={busy || path.trim() === ''}
          >
            {texts.look}
          </Button>
        </div>
      </form>
      {found && (
        <TypedConfirmDialog
          title={texts.importDialogTitle}
          confirm={texts.import}
          word={t.troubleshoot.words.clean}
          onClose={() => setFound(undefined)}
          onConfirm={() => {
            setFound(undefined);
            void startTask(texts.couldNot.import, () =>
              connection.client().machineData.import({ path: found.path }),
            );
          }}
        >
          <p>
            <code>{found.path}</code>
          </p>
          <p>
            {texts.madeAt(when.format(found.createdAt), found.pier)}{' '}
            {texts.holds(formatBytes(found.dataBytes), formatBytes(found.diskBytes))}
          </p>
          <p>{texts.importText}</p>
        </TypedConfirmDialog>
      )}
    </>
  );
}
