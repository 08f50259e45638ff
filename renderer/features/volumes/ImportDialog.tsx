import { FileInput, Progress, Radio, TextInput } from '@mantine/core';
import { IconFileZip } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { sendUpload } from '../files/transfer.ts';
import { FormDialog } from './FormDialog.tsx';
import classes from './Volumes.module.css';
import { runningUsers, shortName } from './volume-list.ts';
import { nameProblem } from './volume-name.ts';

/** An archive into a new volume, or into one that is there. */
export function ImportDialog({ volume }: { volume: VolumeSummary | undefined }) {
  const connection = useConnection();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState<string>();
  const [mode, setMode] = useState<'merge' | 'replace'>('merge');
  const [tried, setTried] = useState(false);
  const [sent, setSent] = useState<number>();
  const end = useRef<AbortController>(undefined);
  useEffect(() => () => end.current?.abort(), []);
  const wanted = volume?.name ?? name ?? nameOfArchive(file?.name ?? '');
  const problem = volume ? undefined : nameProblem(wanted);
  const running = volume ? runningUsers(volume) : [];
  const submit = async () => {
    if (!file) return;
    const abort = new AbortController();
    end.current = abort;
    setSent(0);
    try {
      const { url } = await connection.client().volumes.import({
        name: wanted,
        mode: volume ? mode : 'new',
        fileName: file.name,
        size: file.size,
        // Who runs on it is named in the dialog.
        force: running.length > 0,
      });
      await sendUpload(url, file, { signal: abort.signal, onProgress: setSent });
    } finally {
      setSent(undefined);
    }
  };
  return (
    <FormDialog
      title={volume ? t.volumes.importIntoTitle(shortName(volume)) : t.volumes.importTitle}
      confirm={t.volumes.importConfirm}
      failed={t.volumes.couldNot.import(wanted)}
      valid={file !== null && !problem}
      onInvalid={() => setTried(true)}
      onSubmit={submit}
    >
      <FileInput
        label={t.volumes.archive}
        description={t.volumes.archiveHint}
        placeholder={t.volumes.chooseArchive}
        leftSection={<IconFileZip size={16} stroke={1.7} />}
        value={file}
        onChange={setFile}
        error={tried && file === null && t.volumes.noArchive}
      />
      {volume ? (
        <Radio.Group label={t.volumes.into} value={mode} onChange={(value) => setMode(value as typeof mode)}>
          <div className={classes.checks}>
            <Radio value="merge" label={t.volumes.merge} />
            <Radio value="replace" label={t.volumes.replace} />
          </div>
        </Radio.Group>
      ) : (
        <TextInput
          label={t.volumes.cloneName}
          spellCheck={false}
          value={wanted}
          onChange={(event) => setName(event.currentTarget.value)}
          error={tried && problem}
        />
      )}
      {running.length > 0 && <p className={classes.warn}>{t.volumes.importRunning(running.join(', '))}</p>}
      {sent !== undefined && file && (
        <>
          <Progress
            value={file.size === 0 ? 100 : (sent / file.size) * 100}
            aria-label={t.files.uploadProgress}
          />
          <p className={classes.hint}>{t.volumes.importing}</p>
        </>
      )}
    </FormDialog>
  );
}

/** "shop-data" of "shop-data-20240506-030000.tar.gz", as exports are called. */
function nameOfArchive(fileName: string): string {
  return fileName.replace(/\.(tar|tgz|tar\.\w+)$/i, '').replace(/-\d{8}-\d{6}$/, '');
}
