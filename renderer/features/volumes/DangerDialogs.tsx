import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { goTo, parsePlace } from '../../app/location.ts';
import { ConfirmDialog } from '../../components/ConfirmDialog.tsx';
import { t } from '../../i18n/index.ts';
import { NameList } from '../files/FileDialogs.tsx';
import { startTask } from '../tasks/start-task.ts';
import classes from './Volumes.module.css';
import { closeVolumeDialog } from './volume-dialog.ts';
import { runningUsers, shortName } from './volume-list.ts';

/** Says what is lost before volumes are deleted. */
export function RemoveVolumesDialog({ volumes }: { volumes: readonly VolumeSummary[] }) {
  const connection = useConnection();
  const names = volumes.map(({ name }) => name);
  const [first] = volumes;
  const users = first && volumes.length === 1 ? first.usedBy.map(({ name }) => name) : [];
  const remove = () => {
    closeVolumeDialog();
    const { parts } = parsePlace(window.location.hash);
    if (parts[0] === 'volumes' && parts[1] !== undefined && names.includes(parts[1])) goTo(['volumes']);
    void startTask(t.volumes.couldNot.remove, () => connection.client().volumes.remove({ names }));
  };
  return (
    <ConfirmDialog
      opened
      title={t.volumes.removeTitle(volumes.length, first ? shortName(first) : '')}
      confirm={t.volumes.removeConfirm}
      onConfirm={remove}
      onClose={closeVolumeDialog}
    >
      <p>{t.volumes.removeText}</p>
      {users.length > 0 && <p className={classes.warn}>{t.volumes.removeUsed(users.join(', '))}</p>}
      {names.length > 1 && <NameList names={volumes.map(shortName)} />}
    </ConfirmDialog>
  );
}

export function EmptyVolumeDialog({ volume }: { volume: VolumeSummary }) {
  const connection = useConnection();
  const { name } = volume;
  const running = runningUsers(volume);
  return (
    <ConfirmDialog
      opened
      title={t.volumes.emptyVolumeTitle(shortName(volume))}
      confirm={t.volumes.emptyConfirm}
      onConfirm={() => {
        closeVolumeDialog();
        // Who runs on it was named here.
        const force = running.length > 0;
        void startTask(t.volumes.couldNot.empty(name), () =>
          connection.client().volumes.empty({ name, force }),
        );
      }}
      onClose={closeVolumeDialog}
    >
      <p>{t.volumes.emptyVolumeText}</p>
      {running.length > 0 && <p className={classes.warn}>{t.volumes.emptyRunning(running.join(', '))}</p>}
    </ConfirmDialog>
  );
}
