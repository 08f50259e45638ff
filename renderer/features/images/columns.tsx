import { CreatedCell } from '../../components/data-table/CreatedCell.tsx';
import type { Column } from '../../components/data-table/column.ts';
import { compareText } from '../../components/data-table/compare-text.ts';
import { formatBytes } from '../../components/format-bytes.ts';
import { t } from '../../i18n/index.ts';
import { ImageNameCell } from './ImageNameCell.tsx';
import type { ImageRow } from './image-rows.ts';
import { UseBadge } from './UseBadge.tsx';
import type { KnownSizes } from './use-image-sizes.ts';

const titles = t.images.columns;

/** @param isGrouped whether a row stands below its repository's name */
export function imageColumns(
  sizes: KnownSizes,
  isGrouped: (row: ImageRow) => boolean,
): readonly Column<ImageRow>[] {
  const shared = ({ image }: ImageRow) => sizes.byId.get(image.id)?.sharedBytes;
  const own = ({ image }: ImageRow) => sizes.byId.get(image.id)?.uniqueBytes;
  return [
    {
      id: 'name',
      title: titles.name,
      width: 'minmax(12rem, 3fr)',
      narrowWidth: 'minmax(9rem, 2fr)',
      cell: (row, tabIndex) => <ImageNameCell row={row} grouped={isGrouped(row)} tabIndex={tabIndex} />,
      compare: compareNames,
      fixed: true,
    },
    {
      id: 'use',
      title: titles.use,
      width: '9rem',
      narrowWidth: '6.75rem',
      cell: ({ image }, tabIndex) => <UseBadge image={image} tabIndex={tabIndex} />,
      compare: (a, b) => a.image.usedBy.length - b.image.usedBy.length,
      descFirst: true,
    },
    {
      id: 'size',
      title: titles.size,
      width: '5.5rem',
      narrowWidth: '4.25rem',
      cell: ({ image }) => formatBytes(image.sizeBytes),
      compare: (a, b) => a.image.sizeBytes - b.image.sizeBytes,
      descFirst: true,
      align: 'end',
    },
    {
      id: 'shared',
      title: titles.shared,
      width: '5.5rem',
      narrowWidth: '4.25rem',
      room: 'middle',
      cell: (row) => <Bytes bytes={shared(row)} />,
      tooltip: () => t.images.sharedHint,
      compare: (a, b) => (shared(a) ?? 0) - (shared(b) ?? 0),
      descFirst: true,
      align: 'end',
    },
    {
      id: 'own',
      title: titles.own,
      width: '5.5rem',
      narrowWidth: '4.25rem',
      room: 'middle',
      cell: (row) => <Bytes bytes={own(row)} />,
      tooltip: () => t.images.ownHint,
      compare: (a, b) => (own(a) ?? 0) - (own(b) ?? 0),
      descFirst: true,
      align: 'end',
      hiddenAtFirst: true,
    },
    {
      id: 'created',
      title: titles.created,
      width: '8rem',
      narrowWidth: '6.5rem',
      cell: ({ image }) => <CreatedCell at={image.createdAt} />,
      tooltip: ({ image }) => new Date(image.createdAt).toLocaleString(),
      compare: (a, b) => a.image.createdAt - b.image.createdAt,
      descFirst: true,
    },
  ];
}

function Bytes({ bytes }: { bytes: number | undefined }) {
  return bytes === undefined ? <span aria-hidden>…</span> : formatBytes(bytes);
}

/** By repository and tag; those without a name come last. */
function compareNames(a: ImageRow, b: ImageRow): number {
  if (a.repository === undefined || b.repository === undefined) {
    return Number(a.repository === undefined) - Number(b.repository === undefined);
  }
  return compareText(a.repository, b.repository) || compareText(a.title, b.title);
}
