import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
} from '@tanstack/react-table';
import type { ContainerSummary } from '../../../shared/contract/containers.ts';
import { t } from '../../i18n/index.ts';
import { comparePorts, compareState, compareText } from './container-list.ts';

export const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });

const helper = createColumnHelper<typeof features, ContainerSummary>();
type Compare = (a: ContainerSummary, b: ContainerSummary) => number;
const by = (compare: Compare) => (a: { original: ContainerSummary }, b: { original: ContainerSummary }) =>
  compare(a.original, b.original);

/** What the list can be sorted by; cells are drawn by the row. */
export const columns = helper.columns([
  helper.accessor('name', {
    header: t.containers.columns.name,
    sortFn: by((a, b) => compareText(a.name, b.name)),
  }),
  helper.accessor('image', {
    header: t.containers.columns.image,
    sortFn: by((a, b) => compareText(a.image, b.image)),
  }),
  helper.accessor('state', { header: t.containers.columns.status, sortFn: by(compareState) }),
  helper.accessor('ports', {
    header: t.containers.columns.ports,
    sortFn: by(comparePorts),
    sortDescFirst: false,
  }),
  helper.accessor('createdAt', {
    header: t.containers.columns.created,
    sortFn: by((a, b) => a.createdAt - b.createdAt),
    sortDescFirst: true,
  }),
]);
