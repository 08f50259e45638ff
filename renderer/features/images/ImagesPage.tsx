import { Button } from '@mantine/core';
import { IconAlertTriangle, IconCloudDownload, IconFilterOff, IconStack2 } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { goTo } from '../../app/location.ts';
import { Badge } from '../../components/Badge.tsx';
import { Banner } from '../../components/Banner.tsx';
import { CopyableCode } from '../../components/CopyableCode.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLiveList } from '../../store/use-live.ts';
import { LoadingRows } from '../containers/LoadingRows.tsx';
import { imageColumns } from './columns.tsx';
import { ImagesToolbar } from './ImagesToolbar.tsx';
import { bulkImageCommands, imageCommands, openImage, runImage } from './image-commands.ts';
import { openImageDialog } from './image-dialogs.ts';
import { filterRows, type ImageFilter, type ImageRow, imageRows, repositoryGroups } from './image-rows.ts';
import { useImageSizes } from './use-image-sizes.ts';

const INLINE = [runImage, openImage];
const NEWEST_FIRST = { column: 'created', desc: true };
const getId = ({ key }: ImageRow) => key;
const getName = ({ title }: ImageRow) => title;

/** The engine's images, as they are now. */
export function ImagesPage() {
  const list = useLiveList((client, signal) => client.images.watch({}, { signal }), []);
  const sizes = useImageSizes(list.items);
  const [text, setText] = useState('');
  const [show, setShow] = useState<ImageFilter>('all');
  const filterText = useDeferredValue(text);
  const rows = useMemo(() => imageRows(list.items), [list.items]);
  const shown = useMemo(() => filterRows(rows, filterText, show), [rows, filterText, show]);
  const groupOf = useMemo(() => repositoryGroups(shown, t.images.noName), [shown]);
  const columns = useMemo(() => imageColumns(sizes, (row) => groupOf(row) !== undefined), [sizes, groupOf]);
  const filter = useRef<HTMLInputElement>(null);
  const total = list.items.length;
  const size = sizes.totalBytes === undefined ? '' : formatBytes(sizes.totalBytes);
  const clear = () => {
    setText('');
    setShow('all');
    filter.current?.focus();
  };

  if (list.status === 'failed' && total === 0) {
    const { message = '', hint = '' } = list.error ?? {};
    return (
      <Message icon={IconAlertTriangle} tone="bad" title={t.images.failedTitle} text={`${message} ${hint}`} />
    );
  }
  if (list.status === 'loading') return <LoadingRows label={t.images.loading} />;
  return (
    <>
      {list.status === 'stale' && <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />}
      <ImagesToolbar
        text={text}
        show={show}
        filter={filter}
        empty={total === 0}
        counts={
          shown.length === rows.length
            ? t.images.counts(total, size)
            : t.images.matches(shown.length, rows.length)
        }
        onText={setText}
        onShow={setShow}
      />
      {total === 0 ? (
        <EmptyImages />
      ) : shown.length === 0 ? (
        <Message
          icon={IconFilterOff}
          title={t.table.noMatchTitle}
          text={t.images.noMatchText}
          actions={
            <Button variant="default" onClick={clear}>
              {t.table.clearFilter}
            </Button>
          }
        />
      ) : (
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
      )}
    </>
  );
}

/** How many of a repository's images are in use. */
function GroupUse({ rows }: { rows: readonly ImageRow[] }) {
  const used = rows.filter(({ image }) => image.usedBy.length > 0).length;
  return used === 0 ? null : <Badge tone="ok">{t.images.inUse(used)}</Badge>;
}

/** No images: the ways to the first one. */
function EmptyImages() {
  return (
    <Message
      icon={IconStack2}
      title={t.images.emptyTitle}
      text={t.images.emptyText}
      actions={
        <Button
          leftSection={<IconCloudDownload size={16} />}
          onClick={() => openImageDialog({ kind: 'pull' })}
        >
          {t.images.pull}
        </Button>
      }
    >
      <CopyableCode code="docker pull nginx:alpine" />
    </Message>
  );
}
