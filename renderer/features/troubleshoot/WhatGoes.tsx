import { Loader } from '@mantine/core';
import type { MachineDataState } from '../../../shared/contract/machine-data.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import classes from './Troubleshoot.module.css';

/** What a reset takes, counted where the engine answers. @param all of the installation, not only the engine's data */
export function WhatGoes({ state, all }: { state: MachineDataState; all: boolean }) {
  const query = useQuery((client, signal) => client.machineData.contents({}, { signal }), []);
  const { disk, snapshots } = state;
  const texts = t.troubleshoot.reset;
  const { contents, logins = [] } = query.value ?? {};
  const size = (bytes: number | undefined) => (bytes === undefined ? undefined : formatBytes(bytes));
  const snapshotBytes = snapshots.reduce((sum, { allocatedBytes }) => sum + allocatedBytes, 0);
  return (
    <div className={classes.goes} aria-busy={query.status === 'loading'}>
      <strong>{texts.goes}</strong>
      {query.status === 'loading' && <Loader size="xs" ml="xs" />}
      <ul>
        {contents && (
          <>
            <li>{texts.containers(contents.containers, contents.running)}</li>
            <li>{texts.images(contents.images, size(contents.imageBytes))}</li>
            <li>{texts.volumes(contents.volumes, size(contents.volumeBytes))}</li>
            {contents.cacheBytes !== undefined && <li>{texts.cache(formatBytes(contents.cacheBytes))}</li>}
          </>
        )}
        {disk && <li>{texts.disk(formatBytes(disk.allocatedBytes))}</li>}
        {all && snapshots.length > 0 && (
          <li>{texts.snapshots(snapshots.length, formatBytes(snapshotBytes))}</li>
        )}
        {all && <li>{texts.settingsGo}</li>}
        {all && logins.length > 0 && <li>{texts.loginsGo(logins.join(', '))}</li>}
      </ul>
      {query.status !== 'loading' && !contents && <p className={classes.dimmed}>{texts.unknown}</p>}
    </div>
  );
}
