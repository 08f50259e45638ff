import { Button } from '@mantine/core';
import { IconCloudDownload, IconEraser, IconFileImport, IconHammer, IconStack2 } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { goTo } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { ShowFilter } from '../../components/list-page/ShowFilter.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import { useLiveList } from '../../store/use-live.ts';
import { imageColumns } from './columns.tsx';
import { bulkImageCommands, imageCommands, openImage, runImage } from './image-commands.ts';
import { openImageDialog } from './image-dialogs.ts';
import { filterRows, IMAGE_FILTERS, type ImageRow, imageRows, repositoryGroups } from './image-rows.ts';
import { useImageSizes } from './use-image-sizes.ts';

const INLINE = [runImage, openImage];
const NEWEST_FIRST = { column: 'created', desc: true };
const getId = ({ key }: ImageRow) => key;
const getName = ({ title }: ImageRow) => title;

/** The engine's images, as they are now. */
export function ImagesPage() {
  const list = useLiveList((client, signal) => client.images.watch({}, { signal }), []);
  const sizes = useImageSizes(list.items);
  const filter = useListFilter('images', IMAGE_FILTERS);
  const text = useDeferredValue(filter.text);
  const rows = useMemo(() => imageRows(list.items), [list.items]);
  const shown = useMemo(() => filterRows(rows, text, filter.show), [rows, text, filter.show]);
  const groupOf = useMemo(() => repositoryGroups(shown, t.images.noName), [shown]);
  const columns = useMemo(() => imageColumns(sizes, (row) => groupOf(row) !== undefined), [sizes, groupOf]);
  const total = list.items.length;
  const size = sizes.totalBytes === undefined ? '' : formatBytes(sizes.totalBytes);
  return (
    <ListPage
      list={list}
      total={rows.length}
      shown={shown.length}
      filter={filter}
      texts={t.images}
      counts={t.images.counts(total, size)}
      narrow={<ShowFilter filter={filter} shows={IMAGE_FILTERS} labels={t.images.shows} />}
      tools={
        <Button
          variant="default"
          leftSection={<IconEraser size={16} />}
          onClick={() => openImageDialog({ kind: 'remove', selection: { which: 'dangling' }, title: '' })}
        >
          {t.images.prune}
        </Button>
      }
      actions={<WaysToAnImage />}
      emptyIcon={IconStack2}
      emptyMore={<CopyableCode code="docker pull nginx:alpine" />}
    >
      <DataTable
        id="images"
        label={t.images.table}
        items={shown}
        getId={getId}
        getName={getName}
        columns={columns}
        initialSort={NEWEST_FIRST}
        commands={imageCommands}
        inline={INLINE}
        bulk={bulkImageCommands}
        onOpen={({ image }) => goTo(['images', image.id])}
        stale={list.status !== 'live'}
        groupOf={groupOf}
        renderGroup={(_group, items) => <GroupUse rows={items} />}
      />
    </ListPage>
  );
}

/** How many of a repository's images are in use. */
function GroupUse({ rows }: { rows: readonly ImageRow[] }) {
  const used = rows.filter(({ image }) => image.usedBy.length > 0).length;
  return used === 0 ? null : <Badge tone="ok">{t.images.inUse(used)}</Badge>;
}

function WaysToAnImage() {
  return (
    <>
      <Button
        variant="default"
        leftSection={<IconFileImport size={16} />}
        onClick={() => openImageDialog({ kind: 'load' })}
      >
        {t.images.load}
      </Button>
      <Button
        variant="default"
        leftSection={<IconHammer size={16} />}
        onClick={() => openImageDialog({ kind: 'build' })}
      >
        {t.images.build}
      </Button>
      <Button leftSection={<IconCloudDownload size={16} />} onClick={() => openImageDialog({ kind: 'pull' })}>
        {t.images.pull}
      </Button>
    </>
  );
}
