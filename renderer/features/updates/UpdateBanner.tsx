import { Button, CloseButton, Group } from '@mantine/core';
import { IconCloudDown } from '@tabler/icons-react';
import { useState } from 'react';
import { useConnection } from '../../app/connection-context.tsx';
import { goTo, usePlace } from '../../app/location.ts';
import { Banner } from '../../components/Banner.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { askToRestartForUpdate } from './update-commands.ts';
import { UPDATES_PLACE } from './updates-place.ts';

/** Tells that a version is ready, until it is put off: once for each version and window. */
export function UpdateBanner() {
  const connection = useConnection();
  const updates = usePier((state) => state.updates);
  const { parts } = usePlace();
  const [putOff, setPutOff] = useState<string>();
  if (updates?.update.kind !== 'ready') return null;
  const { version } = updates.update.release;
  // The page of updates says it already.
  if (version === putOff || UPDATES_PLACE.every((part, index) => part === parts[index])) return null;
  return (
    <Banner
      tone="info"
      icon={IconCloudDown}
      text={t.updates.ready(version)}
      action={
        <Group gap="xs" wrap="nowrap">
          <Button size="compact-sm" variant="default" onClick={() => goTo(UPDATES_PLACE)}>
            {t.updates.show}
          </Button>
          <Button size="compact-sm" onClick={() => void askToRestartForUpdate.perform(updates, connection)}>
            {t.updates.restart}
          </Button>
          <CloseButton aria-label={t.updates.later} onClick={() => setPutOff(version)} />
        </Group>
      }
    />
  );
}
