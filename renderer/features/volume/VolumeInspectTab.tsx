import { Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { JsonTree } from '../../components/json-tree/JsonTree.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { useQuery } from '../../store/use-live.ts';
import type { VolumeTabProps } from './VolumePage.tsx';

/** All that the engine knows of it. */
export function VolumeInspectTab({ volume: { name } }: VolumeTabProps) {
  const detail = useQuery((client, signal) => client.volumes.inspect({ name }, { signal }), [name]);
  if (detail.value) return <JsonTree value={detail.value} label={t.volume.inspectLabel(name)} />;
  if (detail.status !== 'failed') return <LoadingRows />;
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={t.volume.inspectFailed}
      text={`${detail.error?.message ?? ''} ${detail.error?.hint ?? ''}`}
      actions={
        <Button variant="default" onClick={detail.again}>
          {t.volume.again}
        </Button>
      }
    />
  );
}
