import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBox, IconPlayerPlay } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { ShowFilter } from '../../components/list-page/ShowFilter.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { useDockerOffer } from '../docker-cli/use-docker-offer.tsx';
import { LogPanel } from '../logs/LogPanel.tsx';
import { ContainersTable } from './ContainersTable.tsx';
import { countStates, filterContainers, STATE_FILTERS, type StateFilter } from './container-list.ts';
import { RunCommand } from './RunCommand.tsx';

/** Those beside them are offered where there are any. */
const ALWAYS: ReadonlySet<StateFilter> = new Set(['all', 'running', 'stopped']);

export function ContainersPage() {
  const list = usePier((state) => state.containers);
  const degraded = usePier((state) =>
    state.machine.status?.state.kind === 'running' ? state.machine.status.state.degraded : undefined,
  );
  const offer = useDockerOffer();
  const logsOf = usePier((state) => state.view.logsOf);
  const filter = useListFilter('containers', STATE_FILTERS, 'state');
  const text = useDeferredValue(filter.text);
  const all = useMemo(
    () => list.order.flatMap((id) => (list.byId[id] ? [list.byId[id]] : [])),
    [list.order, list.byId],
  );
  const shown = useMemo(() => filterContainers(all, text, filter.show), [all, text, filter.show]);
  const states = useMemo(() => countStates(all), [all]);

  return (
    <>
      <ListPage
        list={list}
        total={all.length}
        shown={shown.length}
        filter={filter}
        texts={t.containers}
        narrow={
          <ShowFilter
            filter={filter}
            shows={STATE_FILTERS.filter(
              (each) => ALWAYS.has(each) || states[each] > 0 || each === filter.show,
            )}
            labels={t.containers.shows}
            counts={states}
          />
        }
        actions={
          <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => updateView({ runDialog: true })}>
            {t.containers.run}
          </Button>
        }
        emptyIcon={IconBox}
        emptyMore={<RunCommand />}
        banner={
          degraded ? (
            <Banner tone="warn" icon={IconAlertTriangle} text={degraded.message}>
              {degraded.hint}
            </Banner>
          ) : (
            offer
          )
        }
      >
        <ContainersTable containers={shown} />
      </ListPage>
      {logsOf && <LogPanel key={logsOf.id} id={logsOf.id} name={logsOf.name} />}
    </>
  );
}
