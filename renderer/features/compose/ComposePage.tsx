import { Button } from '@mantine/core';
import { IconAlertTriangle, IconPlus, IconStack3 } from '@tabler/icons-react';
import { useDeferredValue, useMemo } from 'react';
import type { ComposeProject } from '../../../shared/contract/compose.ts';
import { goTo } from '../../app/location.ts';
import { Banner } from '../../components/Banner.tsx';
import { DataTable } from '../../components/data-table/DataTable.tsx';
import { ListPage } from '../../components/list-page/ListPage.tsx';
import { useListFilter } from '../../components/list-page/use-list-filter.ts';
import { t } from '../../i18n/index.ts';
import { usePier } from '../../store/store.ts';
import { type LiveList, useQuery } from '../../store/use-live.ts';
import { projectColumns } from './columns.tsx';
import {
  projectBulkCommands,
  projectCommands,
  startProject,
  stopProject,
  upProject,
} from './compose-commands.ts';
import { openComposeDialog } from './compose-dialogs.ts';
import { containersOf, countRunning, filterProjects, runningTask } from './project-state.ts';

const BY_NAME = { column: 'name', desc: false };
const INLINE = [upProject, startProject, stopProject];
const getName = ({ name }: ComposeProject) => name;
const usePending = ({ name }: ComposeProject) =>
  usePier((state) => runningTask(state, name)?.kind.replace('compose-', ''));

export function ComposePage({ list }: { list: LiveList<ComposeProject> }) {
  const { items, status } = list;
  const connected = usePier((state) => state.connection.kind === 'open');
  const filter = useListFilter('compose', ['all']);
  const text = useDeferredValue(filter.text);
  const shown = useMemo(() => filterProjects(items, text), [items, text]);
  const running = items.filter((project) => countRunning(containersOf(project)) > 0).length;
  return (
    <>
      <ProgramMissing />
      <ListPage
        list={list}
        total={items.length}
        shown={shown.length}
        filter={filter}
        texts={t.compose}
        counts={t.compose.counts(running, items.length)}
        actions={
          <Button
            leftSection={<IconPlus size={16} />}
            onClick={() => openComposeDialog({ up: { project: undefined } })}
          >
            {t.compose.upFile}
          </Button>
        }
        emptyIcon={IconStack3}
      >
        <DataTable
          id="compose"
          label={t.compose.table}
          items={shown}
          getId={getName}
          getName={getName}
          columns={projectColumns}
          initialSort={BY_NAME}
          commands={projectCommands}
          inline={INLINE}
          bulk={projectBulkCommands}
          usePending={usePending}
          onOpen={({ name }) => goTo(['compose', name])}
          stale={status !== 'live' || !connected}
        />
      </ListPage>
    </>
  );
}

/** Without the program there is still much that can be done: it is said once, at the top. */
function ProgramMissing() {
  const { value } = useQuery((client, signal) => client.compose.program({}, { signal }), []);
  if (value?.kind !== 'missing') return null;
  return (
    <Banner tone="warn" icon={IconAlertTriangle} text={t.compose.missing}>
      {value.error.hint}
    </Banner>
  );
}
