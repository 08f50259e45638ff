import { Button } from '@mantine/core';
import { type Icon, IconAlertTriangle, IconFilterOff } from '@tabler/icons-react';
import { type ReactNode, useRef } from 'react';
import type { ErrorData } from '../../../shared/errors.ts';
import { t } from '../../i18n/index.ts';
import type { ListStatus } from '../../store/containers-slice.ts';
import { Banner } from '../Banner.tsx';
import { ListFailure } from '../detail-page/ListFailure.tsx';
import { LoadingRows } from '../LoadingRows.tsx';
import { Message } from '../Message.tsx';
import { SavedSearchesMenu } from '../saved-searches/SavedSearchesMenu.tsx';
import { ListToolbar } from './ListToolbar.tsx';
import type { ListFilter } from './use-list-filter.ts';

interface ListPageProps {
  list: { status: ListStatus; error: ErrorData | undefined };
  /** How many there are, and how many of them pass the filter. */
  total: number;
  shown: number;
  filter: ListFilter;
  texts: {
    /** What the filter looks at: "Filter by name or driver". */
    filter: string;
    loading: string;
    failed: string;
    noMatch: string;
    emptyTitle: string;
    emptyText: string;
  };
  /** How many there are, in words, while nothing is left out. */
  counts?: string;
  /** Between filter and counts: another way to narrow the list, or to see it. */
  narrow?: ReactNode;
  /** Done with the whole list: cleaning up. */
  tools?: ReactNode;
  /** What adds to the list; what a person does next where there is nothing. */
  actions: ReactNode;
  emptyIcon: Icon;
  /** Below the words on an empty list. */
  emptyMore?: ReactNode;
  /** In place of the word that the engine does not answer. */
  banner?: ReactNode;
  /** The list itself. */
  children: ReactNode;
}

/**
 * The frame of every list. Loading, failed, empty and filtered out are four different things; what is known stays
 * shown while it is out of date.
 */
export function ListPage(props: ListPageProps) {
  const { list, total, shown, filter, texts, counts = '', narrow, tools, actions, banner, children } = props;
  const field = useRef<HTMLInputElement>(null);
  const clear = () => {
    filter.clear();
    field.current?.focus();
  };
  if (total === 0) {
    return (
      <>
        {banner}
        <NothingListed {...props} />
      </>
    );
  }
  return (
    <>
      {banner}
      {!banner && list.status === 'stale' && (
        <Banner tone="warn" icon={IconAlertTriangle} text={t.engine.unanswered} />
      )}
      {list.status === 'failed' && (
        <Banner tone="bad" icon={IconAlertTriangle} text={texts.failed}>
          {list.error?.message} {list.error?.hint}
        </Banner>
      )}
      <ListToolbar
        field={field}
        text={filter.text}
        onText={filter.setText}
        label={texts.filter}
        counts={shown === total ? counts : t.table.matches(shown, total)}
        narrow={
          <>
            <SavedSearchesMenu
              page={filter.page}
              query={filter.query}
              proposed={filter.idle ? '' : filter.text || filter.show}
            />
            {narrow}
          </>
        }
      >
        {tools}
        {actions}
      </ListToolbar>
      {shown > 0 ? (
        children
      ) : (
        <Message
          icon={IconFilterOff}
          title={t.table.noMatchTitle}
          text={texts.noMatch}
          actions={
            <Button variant="default" onClick={clear}>
              {t.table.clearFilter}
            </Button>
          }
        />
      )}
    </>
  );
}

function NothingListed({ list, texts, actions, emptyIcon, emptyMore }: ListPageProps) {
  if (list.status === 'failed') return <ListFailure title={texts.failed} error={list.error} />;
  if (list.status === 'loading') return <LoadingRows label={texts.loading} />;
  return (
    <Message icon={emptyIcon} title={texts.emptyTitle} text={texts.emptyText} actions={actions}>
      {emptyMore}
    </Message>
  );
}
