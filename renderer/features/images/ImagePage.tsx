import { Button } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useMemo, useRef } from 'react';
import type { ImageDetail, ImageItem } from '../../../shared/contract/images.ts';
import { hrefOf } from '../../app/location.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { formatBytes } from '../../components/format-bytes.ts';
import { JsonTree } from '../../components/json-tree/JsonTree.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useLiveList, useQuery } from '../../store/use-live.ts';
import { LayersTab } from '../layers/LayersTab.tsx';
import { ConfigurationTab } from './ConfigurationTab.tsx';
import { HistoryTab } from './HistoryTab.tsx';
import { pushImage, removeImage, runImage, saveImage, tagImage } from './image-commands.ts';
import { imageRows } from './image-rows.ts';
import { UseBadge } from './UseBadge.tsx';
import { UsedByTab } from './UsedByTab.tsx';

const COMMANDS = [runImage, tagImage, pushImage, saveImage, removeImage];
const TABS = ['layers', 'history', 'configuration', 'used-by', 'inspect'] as const;
type Tab = (typeof TABS)[number];

const TITLES: Record<Tab, string> = {
  layers: t.image.tabs.layers,
  history: t.image.tabs.history,
  configuration: t.image.tabs.configuration,
  'used-by': t.image.tabs.usedBy,
  inspect: t.image.tabs.inspect,
};

/**
 * One image. It stays shown, as it was known last, when it is removed under the view.
 * @param id its whole id, its name, or the beginning of its id
 */
export function ImagePage({ id, tab }: { id: string; tab: string | undefined }) {
  const asked = useQuery((client, signal) => client.images.detail({ id }, { signal }), [id]);
  const list = useLiveList((client, signal) => client.images.watch({}, { signal }), []);
  const known = useRef<ImageDetail>(undefined);
  if (asked.value) known.current = asked.value;
  const detail = known.current;
  const item = useMemo(() => list.items.find((each) => each.id === detail?.id), [list.items, detail]);
  if (!detail) {
    if (asked.status === 'loading') return <LoadingRows label={t.image.loading} />;
    const missing = asked.error?.code === 'image_not_found';
    return (
      <Message
        icon={IconStack2}
        title={missing ? t.image.notFound : t.image.failed}
        text={
          missing
            ? t.image.notFoundText(id)
            : `${asked.error?.message ?? ''} ${asked.error?.hint ?? ''}`.trim()
        }
        actions={
          <Button component="a" href={hrefOf(['images'])} variant="default">
            {t.image.toList}
          </Button>
        }
      />
    );
  }
  const image: ImageItem = item ?? { ...detail, usedBy: [] };
  const [row] = imageRows([image]);
  const exists = list.status === 'loading' || list.status === 'failed' || item !== undefined;
  const current = TABS.find((each) => each === tab) ?? 'layers';
  return (
    <DetailPage
      back={{ title: t.images.title, href: hrefOf(['images']) }}
      title={row?.title ?? id}
      subtitle={[
        image.id.replace('sha256:', '').slice(0, 12),
        formatBytes(image.sizeBytes),
        detail.platform,
        ...image.tags.slice(1),
      ].join(' · ')}
      badge={exists ? <UseBadge image={image} /> : <span role="status">{t.image.removed}</span>}
      actions={exists && row && <CommandButtons subject={row} name={row.title} commands={COMMANDS} />}
      tabs={TABS.map((each) => ({
        id: each,
        title: TITLES[each],
        href: hrefOf(['images', id, each]),
        count: each === 'used-by' ? image.usedBy.length : each === 'layers' ? detail.layerCount : undefined,
      }))}
      current={current}
    >
      {current === 'layers' && <LayersTab id={detail.id} sizeBytes={detail.sizeBytes} />}
      {current === 'history' && <HistoryTab id={detail.id} />}
      {current === 'used-by' && <UsedByTab usedBy={image.usedBy} />}
      {current === 'configuration' && <ConfigurationTab detail={detail} tags={image.tags} />}
      {current === 'inspect' && <JsonTree value={detail.raw} label={t.image.inspect.of(row?.title ?? id)} />}
    </DetailPage>
  );
}
