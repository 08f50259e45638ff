import { Button } from '@mantine/core';
import { IconFolderSymlink } from '@tabler/icons-react';
import { useState } from 'react';
import type { MachineDataState } from '../../../shared/contract/machine-data.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { useLive } from '../../store/use-live.ts';
import { HostPathField } from '../host-files/HostPathField.tsx';
import { RevealButton } from '../host-files/RevealButton.tsx';
import { TaskDialog } from '../images/TaskDialog.tsx';
import { useTaskRun } from '../tasks/use-task-run.ts';
import classes from './Settings.module.css';

/** Where the data disk is, and the way to have it elsewhere. */
export function DiskPlace() {
  const { value: data } = useLive((client, signal) => client.machineData.watch({}, { signal }), []);
  const [isMoving, setMoving] = useState(false);
  return (
    <section className={classes.card} aria-label={t.diskPlace.title}>
      <h2 className={classes.cardTitle}>{t.diskPlace.title}</h2>
      <p className={classes.dimmed}>{t.diskPlace.text}</p>
      <div className={classes.cardRow}>
        <p className={classes.path}>{data?.place.folder ?? '…'}</p>
        {data && <RevealButton path={data.place.folder} />}
        <Button
          className={classes.cardAction}
          variant="default"
          leftSection={<IconFolderSymlink size={16} />}
          disabled={!data}
          onClick={() => setMoving(true)}
        >
          {t.diskPlace.move}
        </Button>
      </div>
      {isMoving && data && <MoveDialog data={data} onClose={() => setMoving(false)} />}
    </section>
  );
}

function MoveDialog({ data, onClose }: { data: MachineDataState; onClose(): void }) {
  const { folder, ownFolder } = data.place;
  const run = useTaskRun(onClose);
  const [chosen, setChosen] = useState(folder === ownFolder ? '' : ownFolder);
  const [isBrowsing, setBrowsing] = useState(false);
  const target = chosen.trim();
  return (
    <TaskDialog
      title={t.diskPlace.dialogTitle}
      run={run}
      submit={{
        title: t.diskPlace.submit,
        icon: IconFolderSymlink,
        disabled: target === '' || target === folder,
      }}
      onSubmit={() => void run.start((client) => client.machineData.moveDisk({ folder: target }))}
      onClose={() => {
        if (!isBrowsing) onClose();
      }}
    >
      <p className={classes.dialogText}>
        {t.diskPlace.dialogText(formatBytes(data.disk?.allocatedBytes ?? 0))}
      </p>
      <HostPathField
        label={t.diskPlace.folder}
        description={folder === ownFolder ? t.diskPlace.folderHint : t.diskPlace.backHint}
        choose="folder"
        value={chosen}
        onChange={setChosen}
        onBrowse={setBrowsing}
        autoFocus
      />
    </TaskDialog>
  );
}
