import { IconDatabaseOff } from '@tabler/icons-react';
import { useRef } from 'react';
import type { VolumeSummary } from '../../../shared/contract/volumes.ts';
import { hrefOf } from '../../app/location.ts';
import { cloneVolume, exportVolume, removeVolume } from '../../commands/volume-commands.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { MissingItem } from '../../components/detail-page/MissingItem.tsx';
import { t } from '../../i18n/index.ts';
import { useVolumes } from '../volumes/use-volumes.ts';
import { shortName } from '../volumes/volume-list.ts';
import { DataTab } from './DataTab.tsx';
import { ExportsTab } from './ExportsTab.tsx';
import { UsedByTab } from './UsedByTab.tsx';
import { VolumeInspectTab } from './VolumeInspectTab.tsx';

const COMMANDS = [exportVolume, cloneVolume, removeVolume];

export interface VolumeTabProps {
  volume: VolumeSummary;
  /** False where it was deleted under the view. */
  exists: boolean;
}

const TABS = [
  { id: 'data', title: t.volume.tabs.data, View: DataTab },
  { id: 'used-by', title: t.volume.tabs.usedBy, View: UsedByTab },
  { id: 'exports', title: t.volume.tabs.exports, View: ExportsTab },
  { id: 'inspect', title: t.volume.tabs.inspect, View: VolumeInspectTab },
] as const;

/** One volume. It stays shown, as it was known last, when it is deleted under the view. */
export function VolumePage({ name, tab }: { name: string; tab: string | undefined }) {
  const list = useVolumes();
  const { items, status } = list;
  const found = items.find((each) => each.name === name);
  const last = useRef<VolumeSummary>(undefined);
  if (found) last.current = found;
  const volume = found ?? (last.current?.name === name ? last.current : undefined);
  if (!volume) {
    return (
      <MissingItem
        list={list}
        href={hrefOf(['volumes'])}
        icon={IconDatabaseOff}
        texts={{
          failed: t.volumes.failed,
          loading: t.volumes.loading,
          notFound: t.volume.notFound,
          text: t.volume.notFoundText(name),
          toList: t.volume.toList,
        }}
      />
    );
  }
  const exists = found !== undefined || status !== 'live';
  const current = TABS.find((each) => each.id === tab) ?? TABS[0];
  return (
    <DetailPage
      back={{ title: t.volumes.title, href: hrefOf(['volumes']) }}
      title={shortName(volume)}
      subtitle={`${volume.driver} · ${volume.mountpoint}`}
      badge={!exists && <span role="status">{t.volume.removed}</span>}
      actions={exists && <CommandButtons subject={volume} name={volume.name} commands={COMMANDS} />}
      tabs={TABS.map((each) => ({
        id: each.id,
        title: each.title,
        href: hrefOf(['volumes', name, each.id]),
        count: each.id === 'used-by' ? volume.usedBy.length : undefined,
      }))}
      current={current.id}
    >
      <current.View key={`${name} ${current.id}`} volume={volume} exists={exists} />
    </DetailPage>
  );
}
