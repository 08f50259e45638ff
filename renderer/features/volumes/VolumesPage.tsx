import { Button } from '@mantine/core';
import { IconDatabase, IconDatabaseImport, IconEraser, IconPlus } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { goTo } from '../../app/location.ts';
import { exportVolume, volumeBulkCommands, volumeCommands } from '../../commands/volume-commands.ts';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { ShowFilter } from '../../components/list-page/ShowFilter.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import { useWithoutHidden } from '../../store/without-hidden.ts';
import { useVolumeSizes, useVolumes } from './use-volumes.ts';
import { volumeColumns } from './volume-columns.tsx';
import { openVolumeDialog } from './volume-dialog.ts';
import { filterVolumes, USE_FILTERS } from './volume-list.ts';

const INLINE = [exportVolume];
const BY_NAME = { column: 'name', desc: false };
const getId = (volume: VolumeSummary) => volume.name;
const open = ({ name }: VolumeSummary) => goTo(['volumes', name]);

/** All volumes. */
export function VolumesPage() {
  const list = useWithoutHidden(useVolumes());
  const { items, status } = list;
  const sizes = useVolumeSizes(items);
  const filter = useListFilter('volumes', USE_FILTERS);
  const text = useDeferredValue(filter.text);
  const shown = useMemo(() => filterVolumes(items, text, filter.show), [items, text, filter.show]);
  const columns = useMemo(() => volumeColumns(sizes), [sizes]);
  const unused = items.filter(({ usedBy }) => usedBy.length === 0);
  return (
    <ListPage
      list={list}
      total={items.length}
      shown={shown.length}
      filter={filter}
      texts={t.volumes}
      counts={t.volumes.counts(items.length, unused.length)}
      narrow={<ShowFilter filter={filter} shows={USE_FILTERS} labels={t.volumes.shows} />}
      tools={
        <Button
          variant="default"
          leftSection={<IconEraser size={16} />}
          onClick={() => openVolumeDialog({ kind: 'prune', volumes: unused })}
        >
          {t.volumes.prune}
        </Button>
      }
      actions={
        <>
          <Button
            variant="default"
            leftSection={<IconDatabaseImport size={16} />}
            onClick={() => openVolumeDialog({ kind: 'import', volume: undefined })}
          >
            {t.volumes.import}
          </Button>
          <Button leftSection={<IconPlus size={16} />} onClick={() => openVolumeDialog({ kind: 'create' })}>
            {t.volumes.create}
          </Button>
        </>
      }
      emptyIcon={IconDatabase}
    >
      <DataTable
        id="volumes"
        label={t.volumes.table}
        items={shown}
        getId={getId}
        getName={getId}
        columns={columns}
        initialSort={BY_NAME}
        commands={volumeCommands}
        inline={INLINE}
        bulk={volumeBulkCommands}
        onOpen={open}
        stale={status !== 'live'}
      />
    </ListPage>
  );
}
