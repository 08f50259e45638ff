import { ActionIcon, Button, Menu, Select } from '@mantine/core';
import {
  IconAlertTriangle,
  IconChevronDown,
  IconFileImport,
  IconFilterOff,
  IconPuzzle,
  IconRefresh,
  IconStack2,
} from '@tabler/icons-react';
import { useMemo, useRef, useState } from 'react';
import type { Extension } from '../../../../shared/contract/extensions.ts';
import { LoadingRows } from '../../../components/LoadingRows.tsx';
import { ListToolbar } from '../../../components/list-page/ListToolbar.tsx';
import { useListFilter } from '../../../components/list-page/use-list-filter.ts';
import { Message } from '../../../components/Message.tsx';
import { t } from '../../../i18n/index.ts';
import { openExtensionDialog } from '../extension-dialogs.ts';
import { CatalogueBanners } from './CatalogueBanners.tsx';
import classes from './Market.module.css';
import { MarketCard } from './MarketCard.tsx';
import { categoriesOf, categoryTitle, findInMarket } from './market-items.ts';
import type { Market } from './use-market.ts';

/** Cards that are drawn at first, and with each wish for more. */
const STEP = 60;

interface MarketPageProps {
  market: Market;
  extensions: readonly Extension[];
}

/** What can be installed: of the catalogues, an image, or a file. */
export function MarketPage({ market, extensions }: MarketPageProps) {
  const { value, status, error, refresh } = market;
  const entries = value?.entries ?? [];
  const categories = useMemo(() => categoriesOf(entries), [entries]);
  const ids = categories.map(({ id }) => id);
  const filter = useListFilter('extensions', ['', ...ids], 'category');
  const [most, setMost] = useState(STEP);
  const field = useRef<HTMLInputElement>(null);
  const found = useMemo(
    () => findInMarket(entries, { text: filter.text, category: filter.show }),
    [entries, filter.text, filter.show],
  );
  if (!value) {
    if (status !== 'failed') return <LoadingRows label={t.market.loading} />;
    return (
      <Message
        icon={IconAlertTriangle}
        tone="bad"
        title={t.market.failed}
        text={`${error?.message ?? ''} ${error?.hint ?? ''}`.trim()}
        actions={<Button onClick={refresh}>{t.extensionView.retry}</Button>}
      />
    );
  }
  return (
    <>
      <CatalogueBanners catalogues={value.catalogues} />
      <ListToolbar
        field={field}
        text={filter.text}
        onText={filter.setText}
        label={t.market.filter}
        counts={
          found.length === entries.length
            ? t.market.counts(entries.length)
            : t.table.matches(found.length, entries.length)
        }
        narrow={
          <>
            <Select
              className={classes.category}
              aria-label={t.market.category}
              placeholder={t.market.anyCategory}
              clearable
              clearButtonProps={{ 'aria-label': t.market.anyCategory }}
              value={filter.show || null}
              data={categories.map(({ id, count }) => ({
                value: id,
                label: `${categoryTitle(id)} (${count})`,
              }))}
              onChange={(id) => filter.setShow(id ?? '')}
            />
            <ActionIcon
              variant="default"
              size={36}
              aria-label={t.market.refresh}
              title={t.market.refresh}
              onClick={refresh}
            >
              <IconRefresh size={16} stroke={1.8} />
            </ActionIcon>
          </>
        }
      >
        <InstallMenu />
      </ListToolbar>
      {found.length === 0 ? (
        <Message
          icon={entries.length === 0 ? IconPuzzle : IconFilterOff}
          title={entries.length === 0 ? t.market.emptyTitle : t.table.noMatchTitle}
          text={entries.length === 0 ? t.market.emptyText : t.market.noMatch}
          actions={
            entries.length > 0 && (
              <Button
                variant="default"
                onClick={() => {
                  filter.clear();
                  field.current?.focus();
                }}
              >
                {t.table.clearFilter}
              </Button>
            )
          }
        />
      ) : (
        <div className={classes.scroll}>
          <ul className={classes.cards} aria-label={t.market.list}>
            {found.slice(0, most).map((entry) => (
              <MarketCard
                key={entry.repository}
                entry={entry}
                installed={extensions.find(({ repository }) => repository === entry.repository)}
              />
            ))}
          </ul>
          {found.length > most && (
            <Button variant="default" className={classes.moreButton} onClick={() => setMost(most + STEP)}>
              {t.registry.more}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** What no catalogue has. */
export function InstallMenu() {
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button variant="default" rightSection={<IconChevronDown size={14} />}>
          {t.market.more}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item
          leftSection={<IconStack2 size={16} />}
          onClick={() => openExtensionDialog({ kind: 'install', ask: 'image' })}
        >
          {t.market.fromImage}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFileImport size={16} />}
          onClick={() => openExtensionDialog({ kind: 'install', ask: 'tar' })}
        >
          {t.market.fromFile}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
