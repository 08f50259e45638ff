import { IconBoxOff } from '@tabler/icons-react';
import { hrefOf } from '../../app/location.ts';
import { restartContainer, startContainer, stopContainer } from '../../commands/container-commands.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { MissingItem } from '../../components/detail-page/MissingItem.tsx';
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
  const status = usePier(({ containers }) => containers.status);
  const error = usePier(({ containers }) => containers.error);
  const pending = usePier((state) => (container ? state.actions.pending[container.id] : undefined));
  const counts: Record<string, number | undefined> = { exec: useOpenTerminals(container?.id) };
  if (!container) {
    return (
      <MissingItem
        list={{ status, error }}
        href={hrefOf(['containers'])}
        icon={IconBoxOff}
        texts={{
          failed: t.containers.failed,
          loading: t.containers.loading,
          notFound: t.container.notFound,
          text: t.container.notFoundText(id),
          toList: t.container.toList,
        }}
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
