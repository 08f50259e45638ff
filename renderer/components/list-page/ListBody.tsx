import { Button, Skeleton } from '@mantine/core';
import { IconAlertTriangle, IconFilterOff } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import { t } from '../../i18n/index.ts';
import type { ListStatus } from '../../store/containers-slice.ts';
import { Banner } from '../Banner.tsx';
import { Message } from '../Message.tsx';
import classes from './ListPage.module.css';

interface ListBodyProps {
  status: ListStatus;
  error: ErrorData | undefined;
  /** How many there are, and how many of them pass the filter. */
  total: number;
  shown: number;
  texts: { loading: string; failed: string; noMatch: string };
  /** What stands there where there is nothing. */
  empty: ReactNode;
  onClearFilter(): void;
  children: ReactNode;
}

/** Loading, failed, empty and filtered out are four different things. What is known stays shown while it is stale. */
export function ListBody(props: ListBodyProps) {
  const { status, error, total, shown, texts, empty, onClearFilter, children } = props;
  if (status === 'failed' && total === 0) {
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={texts.failed}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`}
      />
    );
  }
  if (status === 'loading' && total === 0) return <ListSkeleton label={texts.loading} />;
  if (total === 0) return empty;
  return (
    <>
      {status === 'stale' && <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />}
      {status === 'failed' && (
        <Banner tone="bad" icon={IconAlertTriangle} text={texts.failed}>
          {error?.message} {error?.hint}
        </Banner>
      )}
      {shown > 0 ? (
        children
      ) : (
        <Message
          icon={IconFilterOff}
          title={t.table.noMatchTitle}
          text={texts.noMatch}
          actions={
            <Button variant="default" onClick={onClearFilter}>
              {t.table.clearFilter}
            </Button>
          }
        />
      )}
    </>
  );
}

const ROWS = ['a', 'b', 'c', 'd', 'e', 'f'];

/** The shape of a list before it is known. */
export function ListSkeleton({ label }: { label: string }) {
  return (
    <div className={classes.skeleton} role="status" aria-label={label}>
      {ROWS.map((row) => (
        <Skeleton key={row} height={22} radius="sm" />
      ))}
    </div>
  );
}
