import { Button, Group } from '@mantine/core';
import { IconTerminal2 } from '@tabler/icons-react';
import type { DockerCliState } from '../../../shared/contract/docker-cli.ts';
import { Banner } from '../../components/Banner.tsx';
import { t } from '../../i18n/index.ts';
import { useDockerCli, useDockerCliChange } from './use-docker-cli.ts';

/** Offered once: that a terminal's docker command uses Pier. undefined where there is nothing to offer. */
export function useDockerOffer() {
  const { value } = useDockerCli();
  return value?.offer && value.use ? <DockerOffer use={value.use} /> : undefined;
}

function DockerOffer({ use: { reason, name } }: { use: NonNullable<DockerCliState['use']> }) {
  const { busy, change } = useDockerCliChange();
  return (
    <Banner
      tone="info"
      icon={IconTerminal2}
      text={t.dockerCli.offer}
      action={
        <Group gap="xs" wrap="nowrap">
          <Button
            size="compact-sm"
            loading={busy === 'use'}
            onClick={() => void change('use', (calls) => calls.use({}), t.dockerCli.used)}
          >
            {t.dockerCli.offerUse}
          </Button>
          <Button
            size="compact-sm"
            variant="default"
            loading={busy === 'decline'}
            onClick={() => void change('decline', (calls) => calls.decline({}), undefined)}
          >
            {t.dockerCli.offerNo}
          </Button>
        </Group>
      }
    >
      {t.dockerCli.offerText(reason === 'default' ? t.dockerCli.default : t.dockerCli.context(name))}
    </Banner>
  );
}
