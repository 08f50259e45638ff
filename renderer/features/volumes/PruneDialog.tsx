import { Button, Checkbox, Group, Modal } from '@mantine/core';
import { useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { useConnection } from '../../app/connection-context.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { startTask } from '../tasks/start-task.ts';
import { useVolumeSizes } from './use-volumes.ts';
import classes from './Volumes.module.css';
import { SizeText } from './volume-columns.tsx';
import { closeVolumeDialog } from './volume-dialog.ts';
import { shortName } from './volume-list.ts';

/** What no container uses, each with what deleting it frees; exactly what is chosen is deleted. */
export function PruneDialog({ volumes }: { volumes: readonly VolumeSummary[] }) {
  const connection = useConnection();
  const sizes = useVolumeSizes(volumes);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(() => new Set(anonymous(volumes)));
  const names = volumes.map(({ name }) => name).filter((name) => chosen.has(name));
  const bytes = names.reduce((sum, name) => sum + (sizes.bytes.get(name) ?? 0), 0);
  const choose = (name: string, on: boolean) =>
    setChosen((before) => {
      const after = new Set(before);
      if (on) after.add(name);
      else after.delete(name);
      return after;
    });
  const prune = () => {
    closeVolumeDialog();
    void startTask(t.volumes.couldNot.remove, () => connection.client().volumes.remove({ names }));
  };
  return (
    <Modal opened onClose={closeVolumeDialog} title={t.volumes.pruneTitle} size="34rem">
      <div className={classes.stack}>
        <p>{volumes.length === 0 ? t.volumes.pruneNone : t.volumes.pruneText}</p>
        {volumes.length > 0 && (
          <>
            <Group gap="xs">
              <Button variant="default" size="compact-sm" onClick={() => setChosen(new Set(all(volumes)))}>
                {t.volumes.shows.all}
              </Button>
              <Button
                variant="default"
                size="compact-sm"
                onClick={() => setChosen(new Set(anonymous(volumes)))}
              >
                {t.volumes.pruneAnonymous}
              </Button>
            </Group>
            <ul className={classes.checks}>
              {volumes.map((volume) => (
                <li key={volume.name} className={classes.check}>
                  <Checkbox
                    label={shortName(volume)}
                    checked={chosen.has(volume.name)}
                    onChange={(event) => choose(volume.name, event.currentTarget.checked)}
                  />
                  <SizeText bytes={sizes.bytes.get(volume.name)} measuring={sizes.measuring} />
                </li>
              ))}
            </ul>
          </>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" data-autofocus onClick={closeVolumeDialog}>
            {t.app.cancel}
          </Button>
          {volumes.length > 0 && (
            <Button color="red.9" disabled={names.length === 0} onClick={prune}>
              {sizes.measuring
                ? t.volumes.pruneGainUnknown(names.length)
                : t.volumes.pruneGain(names.length, formatBytes(bytes))}
            </Button>
          )}
        </Group>
      </div>
    </Modal>
  );
}

function all(volumes: readonly VolumeSummary[]): string[] {
  return volumes.map(({ name }) => name);
}

/** As the engine's own clean-up: what a person named is most likely meant to stay. */
function anonymous(volumes: readonly VolumeSummary[]): string[] {
  return volumes.filter((volume) => volume.anonymous).map(({ name }) => name);
}
