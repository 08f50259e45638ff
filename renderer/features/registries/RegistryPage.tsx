import { Button } from '@mantine/core';
import { IconAlertTriangle, IconBuildingWarehouse } from '@tabler/icons-react';
import { useState } from 'react';
import type { SignedInRegistry } from '../../../shared/contract/registries.ts';
import { DOCKER_HUB } from '../../../shared/model/registry-server.ts';
import { hrefOf } from '../../app/location.ts';
import { CommandButtons } from '../../components/CommandButtons.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { DetailPage } from '../../components/detail-page/DetailPage.tsx';
import { LoadingRows } from '../../components/LoadingRows.tsx';
import { Message } from '../../components/Message.tsx';
import { t } from '../../i18n/index.ts';
import { type Query, useQuery } from '../../store/use-live.ts';
import classes from './Registries.module.css';
import { askToSignOut } from './registry-commands.ts';
import { openRepository, type Remote, remoteColumns, tagCommands } from './remote-images.tsx';

const COMMANDS = [askToSignOut];
const BY_NAME = { column: 'name', desc: false };
const getId = ({ name }: Remote) => name;

interface RegistryPageProps {
  server: string;
  repository: string | undefined;
  /** Undefined while they are not known. */
  registries: readonly SignedInRegistry[] | undefined;
}

/** What a registry has: its repositories, or the tags of one. */
export function RegistryPage({ server, repository, registries }: RegistryPageProps) {
  const registry = registries?.find((each) => each.server === server);
  const title = registry?.title ?? (server === DOCKER_HUB ? t.signIn.hub : server);
  const list = { id: 'repositories', title: t.registry.repositories, href: hrefOf(['registries', server]) };
  const tags = repository && {
    id: 'tags',
    title: `${t.registry.tags}: ${repository}`,
    href: hrefOf(['registries', server, repository]),
  };
  return (
    <DetailPage
      back={{ title: t.registries.title, href: hrefOf(['registries']) }}
      title={title}
      subtitle={registry?.username ?? (registries && t.registry.notSignedIn)}
      actions={registry && <CommandButtons subject={registry} name={title} commands={COMMANDS} />}
      tabs={tags ? [list, tags] : [list]}
      current={tags ? 'tags' : 'repositories'}
    >
      <div className={classes.list}>
        {repository === undefined ? (
          <Repositories server={server} />
        ) : (
          <Tags key={repository} server={server} repository={repository} />
        )}
      </div>
    </DetailPage>
  );
}

function Repositories({ server }: { server: string }) {
  const [pages, setPages] = useState<readonly (readonly string[])[]>([]);
  const before = pages.flat();
  const after = before.at(-1);
  const query = useQuery(
    (client, signal) => client.registries.repositories({ server, after }, { signal }),
    [server, after],
  );
  const names = [...before, ...(query.value?.names ?? [])];
  if (names.length === 0 || query.status === 'failed') {
    return <NoAnswer query={query} title={t.registry.empty} text={t.registry.emptyText} />;
  }
  const { value } = query;
  return (
    <>
      <DataTable
        id="repositories"
        label={t.registry.repositories}
        items={names.map((name) => ({ server, name, isTag: false }))}
        getId={getId}
        getName={getId}
        columns={remoteColumns}
        initialSort={BY_NAME}
        commands={[openRepository]}
        inline={[openRepository]}
      />
      {(value?.more || !value) && (
        <div className={classes.more}>
          <Button
            variant="default"
            loading={!value}
            onClick={() => value && setPages([...pages, value.names])}
          >
            {t.registry.more}
          </Button>
        </div>
      )}
    </>
  );
}

function Tags({ server, repository }: { server: string; repository: string }) {
  const query = useQuery(
    (client, signal) => client.registries.tags({ server, repository }, { signal }),
    [server, repository],
  );
  const tags = query.value?.tags ?? [];
  if (tags.length === 0) {
    return <NoAnswer query={query} title={t.registry.noTags} text={t.registry.noTagsText} />;
  }
  return (
    <DataTable
      id="tags"
      label={t.registry.tags}
      items={tags.map((tag) => ({ server, name: `${repository}:${tag}`, isTag: true }))}
      getId={getId}
      getName={getId}
      columns={remoteColumns}
      initialSort={BY_NAME}
      commands={tagCommands}
      inline={tagCommands}
    />
  );
}

/** In place of a list: it is asked for, it failed, or there is nothing. */
function NoAnswer({ query, title, text }: { query: Query<unknown>; title: string; text: string }) {
  const { status, error, again } = query;
  if (status === 'loading') return <LoadingRows label={t.registry.loading} />;
  if (status !== 'failed') return <Message icon={IconBuildingWarehouse} title={title} text={text} />;
  return (
    <Message
      icon={IconAlertTriangle}
      tone="bad"
      title={t.registry.failed}
      text={`${error?.message ?? ''} ${error?.hint ?? ''}`.trim()}
      actions={
        <Button variant="default" onClick={again}>
          {t.registry.again}
        </Button>
      }
    />
  );
}
