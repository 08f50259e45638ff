import { Button } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef } from 'react';
import { goTo, usePlace } from '../../app/location.ts';
import { Banner } from '../../components/Banner.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { LogPanel } from '../logs/LogPanel.tsx';
import { ContainersTable } from './ContainersTable.tsx';
import { ContainersToolbar } from './ContainersToolbar.tsx';
import { countStates, filterContainers, STATE_FILTERS, type StateFilter } from './container-list.ts';
import { EmptyContainers } from './EmptyContainers.tsx';
import { LoadingRows } from './LoadingRows.tsx';

export function ContainersPage() {
  const list = usePier((state) => state.containers);
  const degraded = usePier((state) =>
    state.machine.status?.state.kind === 'running' ? state.machine.status.state.degraded : undefined,
  );
  const logsOf = usePier((state) => state.view.logsOf);
  const { text, show, setText, setShow } = useFilter();
  const filterText = useDeferredValue(text);
  const all = useMemo(
    () => list.order.flatMap((id) => (list.byId[id] ? [list.byId[id]] : [])),
    [list.order, list.byId],
  );
  const shown = useMemo(() => filterContainers(all, filterText, show), [all, filterText, show]);
  const states = useMemo(() => countStates(all), [all]);
  const filter = useRef<HTMLInputElement>(null);
  const clear = () => {
    goTo(['containers'], {}, { replace: true });
    filter.current?.focus();
  };

  return (
    <>
      {degraded && (
        <Banner tone="warn" icon={IconAlertTriangle} text={degraded.message}>
          {degraded.hint}
        </Banner>
      )}
      {list.status === 'stale' && !degraded && (
        <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />
      )}
      {list.status === 'failed' && all.length > 0 && (
        <Banner tone="bad" icon={IconAlertTriangle} text={t.containers.failedTitle}>
          {list.error?.message} {list.error?.hint}
        </Banner>
      )}
      {all.length > 0 && (
        <ContainersToolbar
          text={text}
          show={show}
          states={states}
          filter={filter}
          counts={shown.length === all.length ? '' : t.containers.matches(shown.length, all.length)}
          onText={setText}
          onShow={setShow}
        />
      )}
      <Body shown={shown} total={all.length} onClear={clear} />
      {logsOf && <LogPanel key={logsOf.id} id={logsOf.id} name={logsOf.name} />}
    </>
  );
}

/** What narrows the list is in the address: it outlives a reload, and can be linked to. */
function useFilter() {
  const { query } = usePlace();
  const text = query.get('search') ?? '';
  const state = query.get('state');
  const show = STATE_FILTERS.find((each) => each === state) ?? 'all';
  const set = (search: string, filter: StateFilter) =>
    goTo(
      ['containers'],
      { search: search || undefined, state: filter === 'all' ? undefined : filter },
      { replace: true },
    );
  return {
    text,
    show,
    setText: (search: string) => set(search, show),
    setShow: (filter: StateFilter) => set(text, filter),
  };
}

interface BodyProps {
  shown: ReturnType<typeof filterContainers>;
  total: number;
  onClear(): void;
}

/** Loading, failed, empty and filtered out are four different things. */
function Body({ shown, total, onClear }: BodyProps) {
  const status = usePier((state) => state.containers.status);
  const error = usePier((state) => state.containers.error);
  if (status === 'failed' && total === 0) {
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.containers.failedTitle}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
      />
    );
  }
  if (status === 'loading') return <LoadingRows />;
  if (total === 0) return <EmptyContainers />;
  if (shown.length === 0) {
    return (
      <Message
        icon={IconFilterOff}
        title={t.table.noMatchTitle}
        text={t.containers.noMatchText}
        actions={
          <Button variant="default" onClick={onClear}>
            {t.table.clearFilter}
          </Button>
        }
      />
    );
  }
  return <ContainersTable containers={shown} />;
}
