import { TextInput } from '@mantine/core';
import { useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { t } from '../../i18n/index.ts';
import { FormDialog } from './FormDialog.tsx';
import classes from './Volumes.module.css';
import { runningUsers } from './volume-list.ts';
import { nameProblem } from './volume-name.ts';

export function CloneDialog({ volume }: { volume: VolumeSummary }) {
  const connection = useConnection();
  const [to, setTo] = useState(volume.anonymous ? '' : `${volume.name}-copy`);
  const [tried, setTried] = useState(false);
  const problem = nameProblem(to);
  const running = runningUsers(volume);
  return (
    <FormDialog
      title={t.volumes.cloneTitle(volume.name)}
      confirm={t.volumes.cloneConfirm}
      failed={t.volumes.couldNot.clone(volume.name)}
      valid={!problem}
      onInvalid={() => setTried(true)}
      onSubmit={async () => {
        await connection.client().volumes.clone({ name: volume.name, to });
      }}
    >
      {running.length > 0 && <p className={classes.warn}>{t.volumes.cloneUsed(running.join(', '))}</p>}
      <TextInput
        label={t.volumes.cloneName}
        data-autofocus
        spellCheck={false}
        value={to}
        onChange={(event) => setTo(event.currentTarget.value)}
        error={tried && problem}
      />
    </FormDialog>
  );
}
