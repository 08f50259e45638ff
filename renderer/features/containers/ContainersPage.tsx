import { Button, SegmentedControl, TextInput } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff, IconPlayerPlay, IconSearch, IconX } from '@tabler/icons-react';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { Banner } from '../../components/Banner.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { updateView, usePier } from '../../store/store.ts';
import { LogPanel } from '../logs/LogPanel.tsx';
import { RunDialog } from '../run/RunDialog.tsx';
import classes from './ContainersPage.module.css';
import { ContainersTable } from './ContainersTable.tsx';
import { filterContainers, isActive, type StateFilter } from './container-list.ts';
import { EmptyContainers } from './EmptyContainers.tsx';
import { LoadingRows } from './LoadingRows.tsx';
import { RemoveDialog } from './RemoveDialog.tsx';

export function ContainersPage() {
  const list = usePier((state) => state.containers);
  const degraded = usePier((state) =>
    state.machine.status?.state.kind === 'running' ? state.machine.status.state.degraded : undefined,
  );
  const logsOf = usePier((state) => state.view.logsOf);
  const [text, setText] = useState('');
  const [show, setShow] = useState<StateFilter>('all');
  const filterText = useDeferredValue(text);
  const all = useMemo(
    () => list.order.flatMap((id) => (list.byId[id] ? [list.byId[id]] : [])),
    [list.order, list.byId],
  );
  const shown = useMemo(() => filterContainers(all, filterText, show), [all, filterText, show]);
  const running = useMemo(() => all.filter((each) => isActive(each.state)).length, [all]);
  const filter = useRef<HTMLInputElement>(null);
  const clear = () => {
    setText('');
    setShow('all');
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
      <div className={classes.head}>
        {all.length > 0 && (
          <>
            <TextInput
              ref={filter}
              className={classes.filter}
              value={text}
              onChange={(event) => setText(event.currentTarget.value)}
              onKeyDown={(event) => event.key === 'Escape' && setText('')}
              placeholder={t.containers.filter}
              aria-label={t.containers.filter}
              leftSection={<IconSearch size={16} stroke={1.8} />}
              rightSection={text ? <ClearFilter onClick={clear} /> : undefined}
            />
            <SegmentedControl
              aria-label={t.containers.show}
              value={show}
              onChange={(value) => setShow(value as StateFilter)}
              data={[
                { value: 'all', label: t.containers.all },
                { value: 'running', label: t.containers.running },
                { value: 'stopped', label: t.containers.stopped },
              ]}
            />
          </>
        )}
        {list.status !== 'loading' && all.length > 0 && (
          <span className={classes.counts} role="status">
            {shown.length === all.length
              ? t.containers.counts(running, all.length)
              : t.containers.matches(shown.length, all.length)}
          </span>
        )}
        <span className={classes.space} />
        <Button leftSection={<IconPlayerPlay size={16} />} onClick={() => updateView({ runDialog: true })}>
          {t.containers.run}
        </Button>
      </div>
      <Body shown={shown} total={all.length} onClear={clear} />
      {logsOf && <LogPanel key={logsOf.id} id={logsOf.id} name={logsOf.name} />}
      <RunDialog />
      <RemoveDialog />
    </>
  );
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
        title={t.containers.noMatchTitle}
        text={t.containers.noMatchText}
        actions={
          <Button variant="default" onClick={onClear}>
            {t.containers.clearFilter}
          </Button>
        }
      />
    );
  }
  return <ContainersTable containers={shown} />;
}

function ClearFilter({ onClick }: { onClick(): void }) {
  return (
    <button type="button" className={classes.clear} aria-label={t.containers.clearFilter} onClick={onClick}>
      <IconX size={14} />
    </button>
  );
}
