import { Button, SegmentedControl, TextInput } from '@mantine/core';
import {
  IconAlertTriangle,
  IconDatabase,
  IconDatabaseImport,
  IconEraser,
  IconFilterOff,
  IconPlus,
  IconSearch,
} from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { goTo } from '../../app/location.ts';
import { exportVolume, volumeBulkCommands, volumeCommands } from '../../commands/volume-commands.ts';
import { Banner } from '../../components/Banner.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { LoadingRows } from '../containers/LoadingRows.tsx';
import { useVolumeSizes, useVolumes } from './use-volumes.ts';
import classes from './Volumes.module.css';
import { volumeColumns } from './volume-columns.tsx';
import { openVolumeDialog } from './volume-dialog.ts';
import { filterVolumes, type UseFilter } from './volume-list.ts';

const INLINE = [exportVolume];
const BY_NAME = { column: 'name', desc: false };
const getId = (volume: VolumeSummary) => volume.name;
const open = ({ name }: VolumeSummary) => goTo(['volumes', name]);

/** All volumes. */
export function VolumesPage() {
  const { items, status, error } = useVolumes();
  const sizes = useVolumeSizes(items);
  const [text, setText] = useState('');
  const [show, setShow] = useState<UseFilter>('all');
  const filterText = useDeferredValue(text);
  const shown = useMemo(() => filterVolumes(items, filterText, show), [items, filterText, show]);
  const columns = useMemo(() => volumeColumns(sizes), [sizes]);
  const filter = useRef<HTMLInputElement>(null);
  const create = (
    <Button px="sm" leftSection={<IconPlus size={16} />} onClick={() => openVolumeDialog({ kind: 'create' })}>
      {t.volumes.create}
    </Button>
  );
  const importButton = (
    <Button
      variant="default"
      px="sm"
      leftSection={<IconDatabaseImport size={16} />}
      onClick={() => openVolumeDialog({ kind: 'import', volume: undefined })}
    >
      {t.volumes.import}
    </Button>
  );
  if (items.length === 0) {
    if (status === 'failed') {
      const words = `${error?.message ?? ''} ${error?.hint ?? ''}`;
      return <Message icon={IconAlertTriangle} tone="bad" title={t.volumes.failedTitle} text={words} />;
    }
    if (status === 'loading') return <LoadingRows />;
    return (
      <Message
        icon={IconDatabase}
        title={t.volumes.emptyTitle}
        text={t.volumes.emptyText}
        actions={
          <>
            {create}
            {importButton}
          </>
        }
      />
    );
  }
  const unused = items.filter(({ usedBy }) => usedBy.length === 0);
  return (
    <>
      {status === 'stale' && <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />}
      {status === 'failed' && (
        <Banner tone="bad" icon={IconAlertTriangle} text={t.volumes.failedTitle}>
          {error?.message} {error?.hint}
        </Banner>
      )}
      <div className={classes.toolbar}>
        <TextInput
          ref={filter}
          className={classes.filter}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Escape' && setText('')}
          placeholder={t.volumes.filter}
          aria-label={t.volumes.filter}
          leftSection={<IconSearch size={16} stroke={1.8} />}
        />
        <SegmentedControl
          aria-label={t.volumes.show}
          value={show}
          onChange={(value) => setShow(value as UseFilter)}
          data={[
            { value: 'all', label: t.volumes.all },
            { value: 'used', label: t.volumes.used },
            { value: 'unused', label: t.volumes.unused },
          ]}
        />
        <span className={classes.counts} role="status">
          {shown.length === items.length
            ? t.volumes.counts(items.length, unused.length)
            : t.volumes.matches(shown.length, items.length)}
        </span>
        <Button
          variant="default"
          px="sm"
          leftSection={<IconEraser size={16} />}
          onClick={() => openVolumeDialog({ kind: 'prune', volumes: unused })}
        >
          {t.volumes.prune}
        </Button>
        {importButton}
        {create}
      </div>
      {shown.length === 0 ? (
        <Message
          icon={IconFilterOff}
          title={t.table.noMatchTitle}
          text={t.volumes.noMatchText}
          actions={
            <Button
              variant="default"
              onClick={() => {
                setText('');
                setShow('all');
                filter.current?.focus();
              }}
            >
              {t.table.clearFilter}
            </Button>
          }
        />
      ) : (
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
      )}
    </>
  );
}
