import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBuildingWarehouse, IconLock, IconLogin } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ClientOf } from '../../../shared/contract/define.ts';
import type { contract } from '../../../shared/contract/index.ts';
import type { SignedInRegistry } from '../../../shared/contract/registries.ts';
import { goTo } from '../../app/location.ts';
import { Banner } from '../../components/Banner.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import type { Query } from '../../store/use-live.ts';
import { registryColumns } from './registry-columns.tsx';
import { browseRegistry, registryCommands } from './registry-commands.ts';
import { openRegistryDialog } from './registry-dialogs.ts';

type Listed = Awaited<ReturnType<ClientOf<typeof contract>['registries']['list']>>;

const BY_NAME = { column: 'registry', desc: false };
const INLINE = [browseRegistry];
const getId = ({ server }: SignedInRegistry) => server;
const getName = ({ title }: SignedInRegistry) => title;
const none: readonly SignedInRegistry[] = [];

export function RegistriesPage({ list }: { list: Query<Listed> }) {
  const { value, error } = list;
  const items = value?.registries ?? none;
  const encrypted = value?.store.kind === 'file';
  const filter = useListFilter('registries', ['all']);
  const text = filter.text.trim().toLowerCase();
  const shown = items.filter(({ title, username }) => `${title} ${username}`.toLowerCase().includes(text));
  const columns = useMemo(() => registryColumns(encrypted), [encrypted]);
  const status = value ? 'live' : list.status === 'failed' ? 'failed' : 'loading';
  return (
    <ListPage
      list={{ status, error }}
      total={items.length}
      shown={shown.length}
      filter={filter}
      texts={t.registries}
      counts={t.registries.counts(items.length)}
      banner={value && <StoreBanners listed={value} />}
      actions={
        <Button leftSection={<IconLogin size={16} />} onClick={() => openRegistryDialog({ signingIn: true })}>
          {t.registries.signIn}
        </Button>
      }
      emptyIcon={IconBuildingWarehouse}
    >
      <DataTable
        id="registries"
        label={t.registries.table}
        items={shown}
        getId={getId}
        getName={getName}
        columns={columns}
        initialSort={BY_NAME}
        commands={registryCommands}
        inline={INLINE}
        onOpen={({ server }) => goTo(['registries', server])}
      />
    </ListPage>
  );
}

/** What keeps logins from being used or kept. */
function StoreBanners({ listed: { store, problems } }: { listed: Listed }) {
  const closed = store.kind === 'file' && store.state !== 'unlocked' ? store.state : undefined;
  const told = { locked: 'credentials_locked', damaged: 'keychain_failed', absent: '' };
  const others = closed ? problems.filter(({ code }) => code !== told[closed]) : problems;
  return (
    <>
      {closed && (
        <Banner
          tone={closed === 'damaged' ? 'bad' : 'warn'}
          icon={IconLock}
          text={t.registries.closed[closed]}
          action={
            closed === 'damaged' ? (
              <Button size="xs" variant="default" onClick={() => openRegistryDialog({ removingFile: true })}>
                {t.registries.removeFile}
              </Button>
            ) : (
              <Button size="xs" variant="default" onClick={() => openRegistryDialog({ unlocking: true })}>
                {closed === 'absent' ? t.registries.setPassphrase : t.registries.unlock}
              </Button>
            )
          }
        >
          {t.registries.closedText[closed]}
        </Banner>
      )}
      {others.map(({ message, hint }) => (
        <Banner key={message} tone="bad" icon={IconAlertTriangle} text={t.registries.problem}>
          {message} {hint}
        </Banner>
      ))}
    </>
  );
}
