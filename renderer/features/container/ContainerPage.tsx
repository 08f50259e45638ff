import { Button } from '@mantine/core';
import { IconBoxOff } from '@tabler/icons-react';
import { hrefOf } from '../../app/location.ts';
import { restartContainer, startContainer, stopContainer } from '../../commands/container-commands.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { ListFailure } from '../../components/detail-page/ListFailure.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { StateBadge } from '../containers/StateBadge.tsx';
import { useOpenTerminals } from './exec/use-open-terminals.ts';
import { MoreCommands } from './MoreCommands.tsx';
import { containerTabs } from './tabs.tsx';
import { useContainer } from './use-container.ts';

const COMMANDS = [startContainer, stopContainer, restartContainer];

/**
 * One container. It stays shown, as it was known last, when it is removed under the view.
 * @param id its whole id, or its name, or the beginning of its id: what a person may have at hand for an address
 */
export function ContainerPage({ id, tab = 'logs' }: { id: string; tab: string | undefined }) {
  const { container, exists } = useContainer(id);
  const { status, error } = usePier((state) => state.containers);
  const pending = usePier((state) => (container ? state.actions.pending[container.id] : undefined));
  const counts: Record<string, number | undefined> = { exec: useOpenTerminals(container?.id) };
  if (!container) {
    if (status === 'failed') return <ListFailure title={t.containers.failed} error={error} />;
    return status !== 'live' ? (
      <LoadingRows />
    ) : (
      <Message
        icon={IconBoxOff}
        title={t.container.notFound}
        text={t.container.notFoundText(id)}
        actions={
          <Button component="a" href={hrefOf(['containers'])} variant="default">
            {t.container.toList}
          </Button>
        }
      />
    );
  }
  const current = containerTabs.find((each) => each.id === tab) ?? containerTabs[0];
  return (
    <DetailPage
      back={{ title: t.containers.title, href: hrefOf(['containers']) }}
      title={container.name}
      subtitle={`${container.id.slice(0, 12)} · ${container.image}`}
      badge={
        exists ? (
          <StateBadge container={container} pending={pending} />
        ) : (
          <span role="status">{t.container.removed}</span>
        )
      }
      actions={
        exists && (
          <>
            <CommandButtons subject={container} commands={COMMANDS} pending={pending} />
            <MoreCommands container={container} pending={pending !== undefined} />
          </>
        )
      }
      tabs={containerTabs.map((each) => ({
        id: each.id,
        title: each.title,
        href: hrefOf(['containers', id, each.id]),
        count: counts[each.id],
      }))}
      current={current.id}
    >
      <current.View key={`${container.id} ${current.id}`} container={container} exists={exists} />
    </DetailPage>
  );
}
